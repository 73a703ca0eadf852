import type { Language } from './language'
import { LIVING } from './living'

/*
 * The words by which a scene is recognised, in Chinese and English. Chinese entries are parts of a regular
 * expression, because Chinese has no spaces between words (月 is the moon, but 三月 is March); English entries match whole
 * words, with a plural.
 */

/** The words by which one thing is recognised, and its name in a prompt. */
export interface Entry extends Readonly<Record<Language, string>> {
  readonly name: Readonly<Record<Language, string>>
}

/** Times of day. */
export const TIMES = {
  night: {
    zh: '深夜|夜里|夜晚|半夜|今夜|夜色|夜(?!莺)|月光|月色|星空|星星|繁星|除夕',
    en: 'night|midnight|moonlight|starlight|moonlit|new year.s eve',
    name: { zh: '夜', en: 'night' },
  },
  dusk: {
    zh: '黄昏|傍晚|日落|夕阳|落日|晚霞|日暮|薄暮|日已暮|暮色|天色已晚',
    en: 'dusk|evening|sunset|twilight|nightfall|growing dark|sundown',
    name: { zh: '黄昏', en: 'dusk' },
  },
  dawn: {
    zh: '黎明|清晨|拂晓|早晨|日出|破晓|凌晨|晨(?!钟)|天亮|凌晓|朝霞',
    en: 'dawn|morning|sunrise|daybreak|first light',
    name: { zh: '清晨', en: 'dawn' },
  },
  day: {
    zh: '白天|白日(?!梦)|中午|正午|阳光|日光|晌午|午后|白昼|晴朗',
    en: 'noon|daylight|midday|afternoon|sunshine|sunlight|sunny|by day',
    name: { zh: '白日', en: 'daylight' },
  },
} as const satisfies Record<string, Entry>

/** Weather. */
export const WEATHERS = {
  storm: {
    zh: '暴风雨|雷雨|雷电|闪电|雷声|打雷|狂风暴雨',
    en: 'thunder|storm|lightning|tempest',
    name: { zh: '雷雨', en: 'storm' },
  },
  snow: {
    zh: '雪(?!亮)|冰天|霜',
    en: 'snow|snowflake|snowed|snowing|snowy|ice|icy|frost|frozen',
    name: { zh: '雪', en: 'snow' },
  },
  rain: { zh: '雨', en: 'rain|rained|raining|rainy|drizzle|shower', name: { zh: '雨', en: 'rain' } },
  fog: {
    zh: '雾|烟雨|云海|云雾|迷蒙|朦胧|仙境',
    en: 'fog|mist|misty|foggy|haze|smoke',
    name: { zh: '薄雾', en: 'mist' },
  },
  wind: {
    zh: '有风|大风|狂风|秋风|北风|春风|寒风|微风|起风|风吹|落英|缤纷|飘',
    en: 'wind|windy|breeze|gale|blew|blowing',
    name: { zh: '有风', en: 'wind' },
  },
} as const satisfies Record<string, Entry>

/** Seasons. */
export const SEASONS = {
  winter: {
    zh: '冬|雪|冰|寒冷|腊月|严寒',
    en: 'winter|snow|christmas|icy|frost|freezing',
    name: { zh: '冬', en: 'winter' },
  },
  autumn: {
    zh: '秋(?!千)|落叶|枫|红叶|菊',
    en: 'autumn|fallen leaves|harvest|october',
    name: { zh: '秋', en: 'autumn' },
  },
  spring: {
    zh: '春|桃花|桃林|樱|柳絮|落英',
    en: 'spring|blossom|april|may morning',
    name: { zh: '春', en: 'spring' },
  },
  summer: { zh: '夏|蝉|荷|莲', en: 'summer|july|midsummer|lotus', name: { zh: '夏', en: 'summer' } },
} as const satisfies Record<string, Entry>

/** Places, which decide the ground of a picture. */
export const PLACES = {
  cave: {
    zh: '洞(?!房|察)|山穴|洞穴|穴|小口',
    en: 'cave|cavern|grotto|tunnel',
    name: { zh: '山洞', en: 'a cave' },
  },
  room: {
    zh: '屋里|屋内|房间|室内|书房|卧室|客厅|厨房|教室|大厅|堂上|壁上|墙上|席间|酒席|饮酒|门内|床|炉子|还家|设酒|辉室|壁间|案上|几上|灯烛|窗边|病房|办公室',
    en: 'room|kitchen|chamber|indoors|hall|bedroom|parlor|parlour|stove|(?<!river |flower )bed(?! of)|hearth|fireplace|dining|cottage door',
    name: { zh: '室内', en: 'a room' },
  },
  castle: {
    zh: '城堡|古堡|王宫|皇宫|宫殿',
    en: 'castle|palace|fortress|citadel',
    name: { zh: '城堡', en: 'a castle' },
  },
  city: {
    zh: '城市|都市|大街|街道|街上|街角|街头|街|集市|高楼|霓虹|车站|郡下|太守|城(?!堡)',
    en: 'city|town|street|pavement|corner|market|skyscraper|neon|station|subway|office',
    name: { zh: '街市', en: 'a town street' },
  },
  temple: {
    zh: '寺|庙|道观|古塔|佛塔|道士|(?<!宫)殿|(?<![月王皇])宫(?!女|殿)|观宇|祠|山门',
    en: 'temple|pagoda|church|cathedral|monastery|shrine',
    name: { zh: '殿宇', en: 'a temple' },
  },
  village: {
    zh: '村|屋舍|茅屋|茅舍|鸡犬|邻里|人家|农舍|乡里|家乡|故乡|房舍',
    en: 'village|hamlet|farm|farmhouse|cottage|homestead',
    name: { zh: '村落', en: 'a village' },
  },
  sea: {
    zh: '大海|海(?!棠|报)|浪|沙滩|岛|港湾|潮',
    en: 'sea|ocean|shore|coast|wave|beach|island|harbour|harbor',
    name: { zh: '海', en: 'the sea' },
  },
  river: {
    zh: '溪|江(?!山)|河(?!南|北)|水源|渔|池|湖|湾|瀑布|泉|岸|舟|流水',
    en: 'river|stream|brook|creek|lake|pond|waterfall|riverbank|river bank',
    name: { zh: '溪流', en: 'a river' },
  },
  desert: {
    zh: '沙漠|大漠|沙丘|戈壁|黄沙|荒漠',
    en: 'desert|dune|oasis|wasteland|sand',
    name: { zh: '大漠', en: 'a desert' },
  },
  field: {
    zh: '田|麦|稻|草地|草原|原野|良田|野外|平旷|花园|园(?!圆)',
    en: 'field|meadow|grass|grassland|prairie|plains|garden|pasture|wheat',
    name: { zh: '田野', en: 'fields' },
  },
  forest: {
    zh: '森林|树林|林(?!立)|竹|丛林|松|砍柴|采樵|樵',
    en: 'forest|woods|grove|jungle|bamboo|thicket',
    name: { zh: '树林', en: 'a forest' },
  },
  road: {
    zh: '小路|道路|山路|路上|路旁|小径|阡陌|一路|路',
    en: 'road|path|trail|lane|highway|way home|journey',
    name: { zh: '小路', en: 'a path' },
  },
  mountain: {
    zh: '山(?!东|西)|峰|岭|崖|峡谷|崂山',
    en: 'mountain|hill|cliff|peak|valley|ridge|canyon',
    name: { zh: '群山', en: 'mountains' },
  },
} as const satisfies Record<string, Entry>

/** Things that do not live. */
const OBJECTS = {
  boat: {
    zh: '船(?!长)|舟|帆(?!布)|渔人',
    en: 'boat|ship|sail|vessel|raft|canoe',
    name: { zh: '小舟', en: 'a boat' },
  },
  house: {
    zh: '屋|(?<!厨|书|病|洞|乳)房(?!间)|舍(?!不得|弃)|宅|茅|家门|老家|回家|人家',
    en: 'house|home|cottage|hut|cabin|inn',
    name: { zh: '屋舍', en: 'houses' },
  },
  bridge: { zh: '桥', en: 'bridge', name: { zh: '桥', en: 'a bridge' } },
  lighthouse: { zh: '灯塔', en: 'lighthouse', name: { zh: '灯塔', en: 'a lighthouse' } },
  well: {
    zh: '水井|古井|井(?!然|冈)',
    en: '(?<=\\b(?:a|the|old|deep|stone|dry|village|wishing) )well',
    name: { zh: '水井', en: 'a well' },
  },
  rainbow: { zh: '彩虹|虹(?!桥)', en: 'rainbow', name: { zh: '彩虹', en: 'a rainbow' } },
  bicycle: { zh: '自行车|单车|脚踏车', en: 'bicycle|bike', name: { zh: '自行车', en: 'a bicycle' } },
  bed: {
    zh: '床(?!单)|卧榻',
    en: '(?<!river |flower )bed(?! of)|cradle',
    name: { zh: '床', en: 'a bed' },
  },
  letter: {
    zh: '信件|书信|来信|回信|信封|家书|情书|(?<=[封写寄读送拆])信(?!心|任|息|号|念)',
    en: '(?<!capital )letter|envelope|postcard',
    name: { zh: '一封信', en: 'a letter' },
  },
  umbrella: { zh: '雨伞|油纸伞|伞(?!兵)', en: 'umbrella|parasol', name: { zh: '伞', en: 'an umbrella' } },
  kite: { zh: '风筝|纸鸢', en: 'kite', name: { zh: '风筝', en: 'a kite' } },
  tree: {
    zh: '树|柳|桑|木(?!偶|匠|桥|屋|板)',
    en: 'tree|willow|oak|christmas tree',
    name: { zh: '树', en: 'trees' },
  },
  pine: { zh: '松|柏', en: 'pine|fir|spruce|cypress', name: { zh: '松', en: 'pines' } },
  bamboo: { zh: '竹', en: 'bamboo', name: { zh: '竹', en: 'bamboo' } },
  blossom: {
    zh: '桃花|桃林|桃花源|樱|梅|落英|芳草|花(?!园|费|了|甲)',
    en: 'blossom|flower|petal|roses|cherry|peach|orchard|lotus',
    name: { zh: '花', en: 'blossom' },
  },
  moon: {
    zh: '(?<![一二三四五六七八九十正腊几个半数两\\d])月(?!份|底|初)',
    en: 'moon|moonlight|moonlit',
    name: { zh: '月', en: 'the moon' },
  },
  star: { zh: '星(?!期)', en: 'star|starlight|starry', name: { zh: '星', en: 'stars' } },
  fire: {
    zh: '火(?!车|山)|焰|炉|烧|火柴|烟花',
    en: 'fire|flame|match|bonfire|campfire|burning|burned|stove',
    name: { zh: '火光', en: 'fire' },
  },
  lamp: {
    zh: '灯(?!塔)|烛|灯笼',
    en: 'lamp|candle|lantern|light in the window|lights',
    name: { zh: '灯', en: 'a lamp' },
  },
  table: {
    zh: '桌|席|酒|饭|食|宴',
    en: 'table|dinner|feast|meal|supper|wine',
    name: { zh: '酒席', en: 'a table' },
  },
} as const satisfies Record<string, Entry>

/** Everything that a picture shows. */
export const THINGS = { ...LIVING, ...OBJECTS } as const

/** Moods of a scene. */
export const MOODS = {
  sad: {
    zh: '忧伤|哭|泪|悲|伤心|孤独|死(?!死)|凄|饿|冻|叹|惜|哀|愁|离别|寂寞',
    en: 'sad|tear|wept|cry|cried|alone|lonely|dead|died|death|hungry|cold|grief|poor|sorrow|lost',
    name: { zh: '忧伤', en: 'sad' },
  },
  tense: {
    zh: '紧张|惊|怕|恐|逃|追|战|乱|急|怒|杀|危|吓|血',
    en: 'tense|afraid|fear|danger|flee|fled|chase|fight|war|angry|terrified|scream|blood|escape|frightened',
    name: { zh: '紧张', en: 'tense' },
  },
  joyful: {
    zh: '喜|乐|笑|欢|怡然|幸福|美丽|热闹|庆',
    en: 'joy|joyful|happy|laugh|laughed|glad|delight|smile|smiled|beautiful|merry|feast|bright',
    name: { zh: '欢欣', en: 'joyful' },
  },
  mysterious: {
    zh: '忽|异|奇|怪|神|仙|梦|秘|迷|幻|仿佛|鬼|妖',
    en: 'strange|mystery|mysterious|magic|dream|ghost|secret|wonder|vision|enchanted|fairy|spirit',
    name: { zh: '神秘', en: 'mysterious' },
  },
} as const satisfies Record<string, Entry>
