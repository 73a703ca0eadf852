import type { Entry } from './lexicon'

/*
 * People and animals. Their words are read in one pass, in which each stretch of text counts once and the earlier entry wins:
 * an old man is no man beside it, and 牧羊人 is a shepherd and no sheep.
 */

/** What sets a person apart at a distance. */
export interface FigureTraits {
  readonly age: 'child' | 'adult' | 'old'
  readonly sex: 'female' | 'male' | null
  readonly dress: 'royal' | 'monk' | 'soldier' | 'robot' | null
}

interface LivingEntry extends Entry {
  /** Several of them, in English. Chinese has no plural. */
  readonly many: string
}

/** A person of each kind. */
export const FIGURES = {
  princess: {
    zh: '公主',
    en: 'princess',
    name: { zh: '公主', en: 'a princess' },
    many: 'princesses',
  },
  queen: {
    zh: '王后|皇后|女王|女皇|太后|王母',
    en: 'queen|empress',
    name: { zh: '王后', en: 'a queen' },
    many: 'queens',
  },
  prince: { zh: '王子|皇子|太子', en: 'prince', name: { zh: '王子', en: 'a prince' }, many: 'princes' },
  king: {
    zh: '国王|皇帝|君王|大王|陛下|老国王',
    en: '(?:old )?king|emperor|sultan',
    name: { zh: '国王', en: 'a king' },
    many: 'kings',
  },
  old_woman: {
    zh: '老奶奶|奶奶|祖母|外婆|姥姥|老太太|老妇人?|老婆婆|婆婆|老妪|老母亲|巫婆',
    en: 'old (?:\\w+ )?(?:woman|women|lady|ladies|mother|queen)|grandmother|grandma|granny|witch',
    name: { zh: '老妇人', en: 'an old woman' },
    many: 'old women',
  },
  old_man: {
    zh: '老人家?|老翁|老头儿?|老爷爷|爷爷|祖父|外公|老伯|老者|老先生|老渔夫|老渔翁|老农|老道|老汉|白发人?',
    en: 'old (?:\\w+ )?(?:man|men|fisherman|farmer|father|sailor|keeper)|grandfather|grandpa|hermit|wizard',
    name: { zh: '老人', en: 'an old man' },
    many: 'old men',
  },
  monk: {
    zh: '和尚|僧人|老僧|小僧|道士|道人|法师|尼姑|道长',
    en: 'monk|nun|priest|abbot',
    name: { zh: '道士', en: 'a monk' },
    many: 'monks',
  },
  soldier: {
    zh: '士兵|将军|侍卫|卫兵|武士|骑士|官兵',
    en: 'soldier|knight|warrior|sentry|guardsman',
    name: { zh: '士兵', en: 'a soldier' },
    many: 'soldiers',
  },
  girl: {
    zh: '小女孩|女孩子?|小姑娘|姑娘|小女儿|女儿|少女|丫头|女娃',
    en: 'girl|daughter|maiden',
    name: { zh: '女孩', en: 'a girl' },
    many: 'girls',
  },
  boy: {
    zh: '小男孩|男孩子?|少年|童子|小伙子?|儿子|牧童|书童|男娃',
    en: 'boy|lad|son',
    name: { zh: '男孩', en: 'a boy' },
    many: 'boys',
  },
  child: {
    zh: '小孩子?|孩子|儿童|黄发垂髫|宝宝|婴儿|孩童',
    en: 'child|children|kid|baby|babies|little one',
    name: { zh: '孩子', en: 'a child' },
    many: 'children',
  },
  people: {
    zh: '众人|人们|男女|大家|村人|村民|一群人|一家人|人群|宾客|客人们|门人|徒弟们|往来|咸来|邻居',
    en: 'people|crowd|family|families|friends|villagers|guests|parents|neighbours|neighbors',
    name: { zh: '人群', en: 'people' },
    many: 'people',
  },
  couple: {
    zh: '夫妻|夫妇|小两口|情侣|恋人',
    en: 'couple|lovers|husband and wife|king and queen',
    name: { zh: '夫妻', en: 'a couple' },
    many: 'couples',
  },
  woman: {
    zh: '女子|女人|母亲|妈妈|妻子|妻(?!离)|美人|嫦娥|妇人|阿姨|姐妹|姊妹|姐姐|妹妹|新娘|女士|织女|女医生|女老师|护士|牧羊女|仙女',
    en: 'woman|women|mother|wife|wives|lady|ladies|sister|aunt|bride|nurse|stepmother|shepherdess',
    name: { zh: '女子', en: 'a woman' },
    many: 'women',
  },
  man: {
    zh: '男子|男人|父亲|爸爸|丈夫|书生|先生|渔人|渔夫|渔翁|王生|太守|兄弟|哥哥|弟弟|农夫|农民|樵夫|猎人|牧羊人|牧人|邮递员|邮差|守塔人|木匠|铁匠|商人|船夫|水手|牛郎|武陵人|国王的人',
    en: 'man|men|father|husband|brother|fisherman|fishermen|shepherd|postman|postmen|mailman|farmer|hunter|woodcutter|miller|sailor|merchant|carpenter|blacksmith|keeper|uncle|groom',
    name: { zh: '男子', en: 'a man' },
    many: 'men',
  },
  robot: { zh: '机器人|机械人', en: 'robot|android', name: { zh: '机器人', en: 'a robot' }, many: 'robots' },
  person: {
    zh: '人物|旅人|行人|路人|游人|客人|医生|老师|学生|画家|诗人|陌生人',
    en: 'figure|traveller|traveler|somebody|someone|stranger|wanderer|writer|doctor|teacher|student|painter|poet|passenger',
    name: { zh: '人物', en: 'a figure' },
    many: 'figures',
  },
} as const satisfies Record<string, LivingEntry>

/** A kind of person. */
export type Figure = keyof typeof FIGURES

/** What one person of each kind looks like. */
export const TRAITS: Readonly<Record<Exclude<Figure, 'people' | 'couple'>, FigureTraits>> = {
  princess: { age: 'adult', sex: 'female', dress: 'royal' },
  queen: { age: 'adult', sex: 'female', dress: 'royal' },
  prince: { age: 'adult', sex: 'male', dress: 'royal' },
  king: { age: 'adult', sex: 'male', dress: 'royal' },
  old_woman: { age: 'old', sex: 'female', dress: null },
  old_man: { age: 'old', sex: 'male', dress: null },
  monk: { age: 'adult', sex: 'male', dress: 'monk' },
  soldier: { age: 'adult', sex: 'male', dress: 'soldier' },
  girl: { age: 'child', sex: 'female', dress: null },
  boy: { age: 'child', sex: 'male', dress: null },
  child: { age: 'child', sex: null, dress: null },
  woman: { age: 'adult', sex: 'female', dress: null },
  man: { age: 'adult', sex: 'male', dress: null },
  robot: { age: 'adult', sex: null, dress: 'robot' },
  person: { age: 'adult', sex: null, dress: null },
}

/** The people that a word means one by one: two for a couple, none for a crowd, which nobody counts. */
export function traitsOf(kind: Figure): readonly FigureTraits[] {
  if (kind === 'people') return []
  return kind === 'couple' ? [TRAITS.man, TRAITS.woman] : [TRAITS[kind]]
}

/** Animals that differ in outline. */
export const ANIMALS = {
  horse: {
    zh: '骏马|白马|黑马|战马|(?<!司|斑|木|海|石|兵)马(?!上|路|虎|桶|力|蜂|铃|克)|驴',
    en: 'horse|pony|ponies|donkey|mare|foal|stallion',
    name: { zh: '马', en: 'a horse' },
    many: 'horses',
  },
  deer: { zh: '鹿', en: 'deer|stag|doe|fawn|reindeer', name: { zh: '鹿', en: 'a deer' }, many: 'deer' },
  fox: { zh: '狐狸|狐(?!疑)', en: 'fox', name: { zh: '狐狸', en: 'a fox' }, many: 'foxes' },
  wolf: {
    zh: '狼(?!狈|藉|烟)',
    en: 'wolf|wolves',
    name: { zh: '狼', en: 'a wolf' },
    many: 'wolves',
  },
  dog: {
    zh: '小狗|鸡犬|狗(?!尾)|犬(?!齿)',
    en: '(?<!hot )dog|puppy|puppies|hound',
    name: { zh: '狗', en: 'a dog' },
    many: 'dogs',
  },
  cat: { zh: '猫(?!头鹰)', en: 'cat|kitten', name: { zh: '猫', en: 'a cat' }, many: 'cats' },
  tiger: {
    zh: '老虎|猛虎|(?<!马|壁)虎(?!口)|豹|狮子?',
    en: 'tiger|lion|lioness|leopard|panther',
    name: { zh: '老虎', en: 'a tiger' },
    many: 'tigers',
  },
  sheep: {
    zh: '绵羊|羊群|小羊|山羊|(?<!牧)羊(?!毛|肉|皮|绒|年)',
    en: 'sheep|lamb|goat|ewe',
    name: { zh: '羊', en: 'a sheep' },
    many: 'sheep',
  },
  ox: {
    zh: '水牛|黄牛|奶牛|老牛|(?<!蜗|吹)牛(?!奶|仔|郎|肉|顿|皮)',
    en: 'cow|ox|oxen|buffalo|(?<!pit)bull|cattle',
    name: { zh: '牛', en: 'an ox' },
    many: 'oxen',
  },
  bear: {
    zh: '(?<!熊)熊(?!熊)',
    en: '(?<=\\b(?:a|the|brown|polar|black|white|big|little|teddy|three|mother|baby) )bear',
    name: { zh: '熊', en: 'a bear' },
    many: 'bears',
  },
  rabbit: {
    zh: '兔子?(?!死)|玉兔',
    en: 'rabbit|hare|bunny|bunnies',
    name: { zh: '兔子', en: 'a rabbit' },
    many: 'rabbits',
  },
  crane: {
    zh: '仙鹤|白鹤|丹顶鹤|鹤(?!发)|鹭|天鹅|鹅(?!毛|卵)',
    en: '(?<=\\b(?:a|the|white|old|red-crowned|wounded|lone) )crane|cranes|heron|stork|swan|geese|goose|flamingo',
    name: { zh: '鹤', en: 'a crane' },
    many: 'cranes',
  },
  beast: { zh: '走兽|野兽|动物', en: 'animal|beast', name: { zh: '走兽', en: 'an animal' }, many: 'animals' },
  bird: {
    zh: '飞鸟|小鸟|鸟(?!巢)|乌鸦|鸦(?!雀无声|片)|燕子?(?!尾)|雁|鹰|鸽|雀(?!跃|斑)|夜莺|猫头鹰|海鸥|喜鹊|麻雀',
    en: 'bird|crow|swallow|eagle|dove|gull|seagull|raven|owl|sparrow|nightingale|lark|magpie|pigeon',
    name: { zh: '飞鸟', en: 'a bird' },
    many: 'birds',
  },
} as const satisfies Record<string, LivingEntry>

/** A kind of animal. */
export type Animal = keyof typeof ANIMALS

/** Everything that lives, in the order in which words are given to it. */
export const LIVING = { ...FIGURES, ...ANIMALS } as const
/** A kind of person or animal. */
export type Living = Figure | Animal

/** More than this many are a crowd. */
export const MOST_COUNTED = 5

const ZH_NUMBERS: Readonly<Record<string, number>> = {
  一: 1,
  两: 2,
  二: 2,
  俩: 2,
  双: 2,
  三: 3,
  四: 4,
  五: 5,
}
const EN_NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  both: 2,
  pair: 2,
  twin: 2,
  three: 3,
  four: 4,
  five: 5,
}
const ZH_COUNT = /([一两二俩双三四五2-5])\s*(?:个|位|名|只|头|匹|条|群|对)?[^\s，。、；！？一-十]{0,3}$/u
const EN_COUNT = /\b(an?|one|two|both|pair|twin|three|four|five|[2-5])(?: of)?(?: [\w'-]+){0,2} $/i
/** Words that are two by themselves. */
const PAIRS = /^(?:兄弟|姐妹|姊妹|brothers|sisters|twins)$/i
/** Several without a number are shown as so many. */
const SEVERAL = 3
const SINGULAR_S = /(?:ss|princess|lioness)$/i

/** These are several already, and not counted. */
const UNCOUNTED: readonly Living[] = ['people', 'couple']

/** How many a word means: by the number before it, else by its own form. */
function countOf(word: string, before: string, after: string): number {
  const zh = ZH_COUNT.exec(before)?.[1]
  if (zh !== undefined && /\p{Script=Han}/u.test(word)) return ZH_NUMBERS[zh] ?? Number(zh)
  const en = EN_COUNT.exec(before)?.[1]?.toLowerCase()
  const isPlural =
    (/s$/i.test(word) && !SINGULAR_S.test(word)) || /(?:men|children|wolves|geese|oxen)$/i.test(word)
  const number = en === undefined ? undefined : (EN_NUMBERS[en] ?? Number(en))
  if (
    number !== undefined &&
    (number === 1 || isPlural || !/[a-z]/i.test(word) || /^(?:deer|sheep)$/i.test(word))
  )
    return number
  if (PAIRS.test(word)) return 2
  return isPlural || after.startsWith('们') ? SEVERAL : 1
}

const KEYS = Object.keys(LIVING) as Living[]
const WORDS = new RegExp(
  KEYS.map((key) => `(?<${key}>${LIVING[key].zh}|\\b(?:${LIVING[key].en})(?:s|es)?\\b)`).join('|'),
  'gi',
)
/** How much of the text before a word is searched for its number. */
const BEFORE = 28

/** Who and what lives in a text: how many of each at most, and how often it is named. */
export function readLiving(
  text: string,
): ReadonlyMap<Living, { readonly times: number; readonly count: number }> {
  const found = new Map<Living, { times: number; count: number }>()
  for (const match of text.matchAll(WORDS)) {
    const key = KEYS.find((one) => match.groups?.[one] !== undefined)
    if (key === undefined) continue
    const end = match.index + match[0].length
    const count = UNCOUNTED.includes(key)
      ? 1
      : countOf(
          match[0],
          text.slice(Math.max(0, match.index - BEFORE), match.index),
          text.slice(end, end + 1),
        )
    const before = found.get(key)
    found.set(key, { times: (before?.times ?? 0) + 1, count: Math.max(before?.count ?? 1, count) })
  }
  return found
}

const ZH_WORDS = ['', '', '两', '三', '四', '五']
const EN_WORDS = ['', '', 'two', 'three', 'four', 'five']

/** A person or animal in a prompt, with its number: `两个男孩`, `two boys`. */
export function nameLiving(key: Living, count: number, language: 'zh' | 'en'): string {
  const { name, many } = LIVING[key]
  if (count < 2) return name[language]
  const shown = Math.min(MOST_COUNTED, count)
  return language === 'zh'
    ? `${ZH_WORDS[shown] ?? ''}${key in ANIMALS ? '只' : '个'}${name.zh}`
    : `${EN_WORDS[shown] ?? ''} ${many}`
}
