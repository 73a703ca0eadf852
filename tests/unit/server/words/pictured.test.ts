import { describe, expect, it } from 'vitest'
import { draftScenes } from '../../../../server/producers/draftScenes'
import { readLook } from '../../../../server/words/look'

/*
 * What a picture shows of a sentence, and what it must not. Each line: the sentence, what is there (with `=2`: so many),
 * and after a second bar what is not.
 */
const SENTENCES = `
牧羊人赶着五只羊走过山坡。|man sheep=5 mountain|beast
牧羊人望着远方。|man|sheep
牧羊女坐在树下。|woman tree|sheep
邮递员把一封信交给老奶奶。|man letter old_woman|dog
邮差骑着自行车来了。|man bicycle|horse
公主站在窗前。|princess|king man
王子骑着白马。|prince horse|king
王后看着镜子。|queen|king
国王坐在殿上。|king temple|queen
女王戴着王冠。|queen|king
皇帝召见了将军。|king soldier|queen
兄弟二人坐在河边。|man=2 river|people
三兄弟出门打猎。|man=3|people
姐妹俩在花园里。|woman=2 field|people
两个男孩在草地上放风筝。|boy=2 kite field|people girl
三个女孩在跳舞。|girl=3|boy people
四个孩子围着火。|child=4 fire|people
五位客人坐下。|person=5|people
一个老人拄着拐杖。|old_man|man
老奶奶在讲故事。|old_woman|woman
爷爷和孙女看星星。|old_man star|moon
祖母抱着孩子。|old_woman child|woman
老渔夫拉起网。|old_man|man
书生在灯下读书。|man lamp|letter
和尚在寺里打水。|monk temple|man
道士画了一轮月亮。|monk moon|man
士兵守着城门。|soldier city|man
骑士举起剑。|soldier|horse
少年翻过山。|boy mountain|man
童子端来茶。|boy|child man
姑娘在河边洗衣。|girl river|woman
母亲撑着雨伞等女儿。|woman umbrella girl|man
爸爸牵着孩子的手。|man child|woman
丈夫和妻子坐在桌旁。|man woman table|people
夫妻俩回到村里。|couple village|people
众人都来看。|people|person
村民聚在一起。|people|beast
渔人划着船。|man boat|person
农夫牵着牛下田。|man ox field|horse
樵夫背着柴。|man|people
猎人看见一只鹿。|man deer|wolf
一只鹿站在林中。|deer forest|horse wolf beast
鹿喝着溪水。|deer river|wolf
狼在雪地里嚎叫。|wolf|dog deer
狐狸躲进树林。|fox forest|dog wolf
小狗追着球跑。|dog|fox
鸡犬相闻。|dog|ox
白猫睡在床上。|cat bed|dog
猫头鹰叫了一声。|bird|cat
老虎从山上下来。|tiger mountain|cat
狮子睡着了。|tiger|cat
熊走进山洞。|bear cave|dog
兔子跳过田野。|rabbit field|cat
白兔看着月亮。|rabbit moon|cat
骏马跑过草原。|horse field|deer
马车停在路边。|horse road|ox
他马上就走。|man|horse
马路上没有车。||horse
司马先生来了。|man|horse
海马在水里。||horse
水牛在池边吃草。|ox river|horse
牛郎望着天河。|man|ox
孩子喝牛奶。|child|ox
牛仔裤挂在墙上。||ox
羊毛很软。||sheep
山羊上了山。|sheep mountain|ox
三只小羊在吃草。|sheep=3|people
白鹤站在湖边。|crane river|bridge bird
仙鹤飞过山头。|crane mountain|bridge
天鹅游在湖上。|crane river|boat
鹤发童颜的老人。|old_man|crane
飞鸟掠过海面。|bird sea|crane
乌鸦落在树上。|bird tree|crane
燕子回来了。|bird|crane
雁群南飞。|bird|crane
夜莺在唱歌。|bird|cat
雀跃的孩子。|child|bird
海边的灯塔亮着光。|lighthouse sea|house lamp
守塔人登上灯塔。|man lighthouse|lamp
村口有一口古井。|well village|river
井然有序的街道。|city|well
雨后出现彩虹。|rainbow|bridge
自行车靠在墙边。|bicycle|horse
他骑单车穿过街道。|man bicycle city|horse
孩子躺在床上。|child bed room|table
床单晾在院子里。||bed
她写了一封信。|woman letter|man
他收到一封信。|man letter|woman
寄信的人走了。|letter|dog
他信心十足。|man|letter
手机没有信号。||letter
油纸伞挂在门后。|umbrella|lamp
风筝飞得很高。|kite|bird
灯笼挂在树上。|lamp tree|lighthouse
蜡烛照亮房间。|lamp room|lighthouse
桥下流水。|bridge river|crane
小船靠岸。|boat river|bridge
船长站在甲板上。||boat
月亮升起来了。|moon|star
三月的天气很好。||moon
这个月很忙。||moon star
星期天放假。||star
满天星星。|star|moon
火车开了。||fire
火山爆发了。||fire
火柴亮了一下。|fire|lamp
桃花开了。|blossom|tree
花费很多钱。||blossom
竹林里很安静。|bamboo forest|pine
松树下有一张桌子。|pine table|bamboo
木匠做了一把椅子。|man|tree
屋舍俨然。|house village|room
山洞很深。|cave|room
沙漠里没有水。|desert|sea
大海很蓝。|sea|river
海报贴在墙上。|room|sea
江南的村子。|river village|sea
河南人来了。|person|river
城里很热闹。|city|village
书房里点着灯。|room lamp|house
小路通向山里。|road mountain|city
田野一片金黄。|field|forest
阳光照着大地。||moon lamp
夜里下起了雨。||moon rainbow
医生走进病房。|person room|house
机器人站在高楼下。|robot city|person beast
城堡里住着一位公主。|princess castle|city temple
美人从月亮里走出来。|woman moon|man
王生敲开山门。|man temple|king
太守派人去找。|man city|king
黄发垂髫，并怡然自乐。|child|old_man
两位老人下棋。|old_man=2|people
一群羊过河。|sheep river|people
两只猫打架。|cat=2|tiger
三只鸟落在屋顶。|bird=3 house|crane
五匹马跑过草原。|horse=5 field|people
A shepherd drove five sheep over the hill.|man sheep=5 mountain|beast
The shepherd looked at the sky.|man|sheep
The shepherdess sang.|woman|sheep
The postman brought a letter.|man letter|dog
A dog barked at the postman.|dog man|letter
The princess stood at the window.|princess|king man
Two princesses danced.|princess=2|prince
The prince rode a white horse.|prince horse|king
The queen wore a crown.|queen|king
The king sat in his palace.|king castle|temple queen
The king and queen walked in the garden.|king queen field|people
Two brothers sat by the river.|man=2 river|people
The brothers went hunting.|man=2|people
Three sisters lived in a cottage.|woman=3 house|people
Her sister smiled.|woman|man
Two boys flew a kite.|boy=2 kite|people girl
Three girls danced in the meadow.|girl=3 field|boy
Five children played in the snow.|child=5|people
A child slept in a bed.|child bed room|table
The bed of the stream was dry.|river|bed
An old man leaned on a stick.|old_man|man
The old woman told a story.|old_woman|woman
Grandmother sat by the fire.|old_woman fire|woman
Grandfather and his son mended the net.|old_man boy|man
The old fisherman pulled in his net.|old_man|man
Two old men played chess.|old_man=2|people
A monk rang the bell of the temple.|monk temple|man
The knight rode to the castle.|soldier castle|temple man
Three soldiers guarded the gate.|soldier=3|people
The mother held her baby.|woman child|man
A father and his daughter walked home.|man girl house|people
A couple danced in the hall.|couple room|people
The crowd cheered.|people|person
Villagers gathered in the square.|people|village
A fisherman rowed his boat.|man boat|person
The farmer and his ox went to the field.|man ox field|horse
The woodcutter lived in the forest.|man forest|people
A hunter saw a deer.|man deer|wolf
A deer stood in the forest.|deer forest|horse wolf
The stag raised its head.|deer|horse
A wolf howled at the moon.|wolf moon|dog
Wolves ran over the hill.|wolf=3 mountain|dog
A fox and a rabbit met in the forest.|fox rabbit forest|dog cat
The puppy chased a ball.|dog|fox
He ate a hot dog.|man|dog
The cat slept on the bed.|cat bed|dog
An owl called in the night.|bird|cat
The tiger came down the mountain.|tiger mountain|cat
A lion slept under a tree.|tiger tree|cat
A bear walked into the cave.|bear cave|dog
Three bears came home.|bear=3|people
She could not bear it.|woman|bear
The hare ran across the field.|rabbit field|cat
A horse drank from the river.|horse river|deer
Donkeys carried the salt.|horse|ox
The seahorse hid.||horse
Two oxen pulled the cart.|ox=2|horse
The cow stood in the meadow.|ox field|horse
A lamb lost its mother.|sheep woman|ox
A white crane stood in the river.|crane river|bridge bird
Two cranes flew over the lake.|crane=2 river|bridge
The crane lifted its wings.|crane|bridge
A swan swam on the lake.|crane river|boat
Gulls cried over the sea.|bird sea|crane
The nightingale sang.|bird|cat
A lighthouse stood on the rock.|lighthouse|house
The keeper climbed the lighthouse.|man lighthouse|house
She drew water from the old well.|woman well|river
All was well.||well
He knew it well.|man|well
A rainbow stood over the hills.|rainbow mountain|bridge
The girl rode her bicycle to school.|girl bicycle|horse
His bike leaned on the wall.|bicycle|horse
She wrote a letter by the lamp.|woman letter lamp|dog
He opened the envelope.|man letter|woman
She opened her umbrella in the rain.|woman umbrella|lamp
The kite rose into the wind.|kite|bird
They crossed the bridge.|bridge people|crane
A ship sailed across the ocean.|boat sea|river
Stars filled the sky.|star|moon
The moon rose.|moon|star
A candle burned in the room.|lamp room|lighthouse
The house stood by the road.|house road|room
Snow fell on the pines.|pine|bamboo
Cherry blossoms fell.|blossom|tree
Nothing moved.||person people man
It was quiet.||person people beast
`
  .trim()
  .split('\n')
  .map((line) => line.split('|') as [string, string, string])

function pictureOf(sentence: string) {
  const prompt = draftScenes(sentence, sentence)[0]?.visual_prompt ?? ''
  const subjects = prompt.split(/[；;]/)[0] ?? ''
  const look = readLook(subjects)
  const shown = new Set<string>([...look.things, ...look.places])
  const counts = look.counts as Readonly<Record<string, number>>
  return { prompt, shown, counted: (key: string) => counts[key] ?? 1 }
}

describe('the picture of a sentence', () => {
  it('is described for at least 200 sentences in both languages', () => {
    expect(SENTENCES.length).toBeGreaterThanOrEqual(200)
  })

  it.each(SENTENCES)('%s shows %s, and not %s', (sentence, wanted, unwanted) => {
    const { prompt, shown, counted } = pictureOf(sentence)
    for (const one of wanted.split(' ').filter(Boolean)) {
      const [key = '', count] = one.split('=')
      expect(shown, prompt).toContain(key)
      if (count !== undefined) expect(`${key}=${counted(key)}`).toBe(one)
    }
    for (const key of unwanted.split(' ').filter(Boolean)) expect(shown, prompt).not.toContain(key)
  })

  it.each([
    ['公主走进花园。她坐在井边。', 'princess', 'woman'],
    ['一个老人走进村子。他敲了敲门。', 'old_man', 'man'],
    ['两个男孩进了树林。他们迷路了。', 'boy', 'people'],
    ['The queen closed the door. She wept for a long time.', 'queen', 'woman'],
    ['Two boys went into the forest. They lost their way home.', 'boy', 'people'],
  ])('of a pronoun is of those who were named before: %s', (story, meant, other) => {
    const lines = story.split(/(?<=[。.])\s*/).filter(Boolean)
    const last = draftScenes(lines.join('\n'), story).at(-1)?.visual_prompt ?? ''
    const shown = readLook(last.split(/[；;]/)[0] ?? '').things
    expect(shown, last).toContain(meant)
    expect(shown, last).not.toContain(other)
  })
})
