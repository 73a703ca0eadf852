import {
  paintAvenue,
  paintBridge,
  paintCastle,
  paintHouse,
  paintSkyline,
  paintStreet,
  paintTower,
} from './buildings'
import {
  type Edge,
  type OnLayer,
  paintDunes,
  paintForest,
  paintFurrows,
  paintHills,
  paintMountains,
  paintPath,
  paintShore,
} from './land'
import { depthColor, type Painting } from './painting'
import { paintFarTree, paintTree, treeKind } from './trees'
import { paintMist, paintSky } from './sky'
import { paintRiver, paintSea } from './water'

/** Houses and small trees on a layer of land, the further away the smaller. */
function settle(p: Painting): OnLayer {
  const random = p.random.branch('settle')
  const { place, places, things } = p.view
  const inhabited = places.has('village') || (things.has('house') && place !== 'city')
  return (edge, depth) => {
    const size = p.unit * (3.4 + 5.6 * depth)
    const color = depthColor(p, Math.min(1, depth + 0.16))
    const spot = () => p.width * random.between(0.02, 0.98)
    for (let i = 0; i < 10; i++) {
      const x = spot()
      const height = size * random.between(0.7, 1.5)
      paintFarTree(
        p,
        random,
        treeKind(p, random),
        x,
        edge(x) + size * random.between(0.1, 0.8),
        height,
        color,
      )
    }
    for (let i = 0; i < (inhabited ? 4 : 0); i++) {
      const x = spot()
      paintHouse(p, x, edge(x) + size * random.between(0.2, 0.7), size * random.between(0.9, 1.3), color)
    }
  }
}

/** Paint the ground of a place. Returns its nearest edge, where things stand. */
function paintGround(p: Painting): Edge {
  const { place, places, things, eastern } = p.view
  const hilly = eastern || places.has('mountain') || p.random.branch('far').chance(0.5)
  switch (place) {
    case 'desert':
      return paintDunes(p)
    case 'sea':
      if (hilly) paintMountains(p, 2, 20)
      paintSea(p)
      return things.has('boat') ? () => p.height * 0.93 : paintShore(p)
    case 'river':
      paintMountains(p, 3, 44)
      if (places.has('forest')) paintForest(p, 2)
      else paintHills(p, 2, 8, settle(p))
      paintRiver(p)
      return () => p.height * 0.9
    case 'forest':
      if (hilly) paintMountains(p, 2, 36)
      return paintForest(p, 4)
    case 'city':
      if (p.view.modern) {
        paintSkyline(p)
        paintAvenue(p)
      } else paintStreet(p)
      return () => p.height * 0.9
    case 'field':
    case 'village':
    case 'road':
      if (hilly) paintMountains(p, 3, 40)
      return paintHills(p, place === 'village' ? 4 : 2, 12, settle(p))
    case 'mountain':
    case 'temple':
    case 'castle':
    case 'cave':
    case 'room':
      paintMountains(p, 5, 60)
      return paintHills(p, 1, 14, settle(p))
  }
}

/** Nearby trees, which frame the picture at both sides. */
function plantTrees(p: Painting, ground: Edge): void {
  const random = p.random.branch('trees')
  const { place, things, places } = p.view
  if (place === 'desert' || place === 'sea' || place === 'city') return
  const wooded = places.has('forest') || things.has('tree') || things.has('blossom') || things.has('bamboo')
  const count = wooded ? 7 : 3
  for (let i = 0; i < count; i++) {
    const near = (i + 1) / count
    const side = i % 2 === 0 ? random.between(-0.04, 0.26) : random.between(0.74, 1.04)
    const x = side * p.width
    const y = Math.min(p.height, ground(x) + p.unit * (2 + 16 * near * random.next()))
    const height = p.unit * (wooded ? 22 + 36 * near : 16 + 14 * near) * random.between(0.8, 1.2)
    paintTree(p, treeKind(p, random), x, y, height, depthColor(p, 0.6 + 0.38 * near))
  }
}

function build(p: Painting, ground: Edge): void {
  const random = p.random.branch('built')
  if (p.view.places.has('temple')) {
    const x = p.width * random.between(0.28, 0.72)
    paintTower(p, x, ground(x) + p.unit * 3, p.unit * (p.view.eastern ? 46 : 36), depthColor(p, 0.8))
  }
  if (p.view.places.has('castle')) {
    const x = p.width * random.between(0.3, 0.7)
    paintCastle(p, x, ground(x) + p.unit * 4, p.unit * 34, depthColor(p, 0.8))
  }
  if (p.view.things.has('bridge')) {
    const y = p.horizon + (p.height - p.horizon) * 0.62
    paintBridge(p, p.width / 2, y, p.width * 0.66, depthColor(p, 0.92))
  }
}

/** Paint everything outdoors except people. Returns the position of their feet, from the top. */
export function paintOutdoors(p: Painting): number {
  const { place, places, things, weather } = p.view
  paintSky(p)
  const ground = paintGround(p)
  if (place === 'field') paintFurrows(p)
  if (places.has('road') && place !== 'city' && place !== 'river') paintPath(p)
  const watered = places.has('river') || things.has('bridge') || things.has('boat')
  if (watered && place !== 'river' && place !== 'sea' && place !== 'city') paintRiver(p)
  build(p, ground)
  plantTrees(p, ground)
  paintMist(p, p.horizon + p.unit * 14, p.unit * 12, weather === 'fog' ? 0.5 : 0.12)
  return Math.min(p.height * 0.93, Math.max(ground(p.width / 2) + p.unit * 5, p.height * 0.84))
}
