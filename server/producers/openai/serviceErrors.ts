import type { Language } from '../../words/language'

/** What can go wrong with a model service. */
export type ServiceErrorKind =
  | 'unreachable'
  | 'key'
  | 'notFound'
  | 'limit'
  | 'server'
  | 'refused'
  | 'cut'
  | 'silent'
  | 'tooLong'
  | 'filtered'
  | 'empty'
  | 'noImage'

/** Each text says what happened, then what to do. */
const TEXTS: Readonly<Record<ServiceErrorKind, Readonly<Record<Language, string>>>> = {
  unreachable: {
    zh: '连不上模型服务。请检查 OPENAI_BASE_URL 和网络，然后重试。',
    en: 'The model service cannot be reached. Check OPENAI_BASE_URL and the network, then retry.',
  },
  key: {
    zh: '模型服务不接受密钥。请检查 OPENAI_API_KEY，重启后重试。',
    en: 'The model service does not accept the key. Check OPENAI_API_KEY, restart, then retry.',
  },
  notFound: {
    zh: '模型服务没有这个地址或模型。请检查 OPENAI_BASE_URL 和模型名称。',
    en: 'The model service does not know this address or model. Check OPENAI_BASE_URL and the model names.',
  },
  limit: {
    zh: '模型服务的额度或频率到了上限。请稍等再重试，或检查账户额度。',
    en: 'The model service is over its limit. Wait a little and retry, or check the account.',
  },
  server: {
    zh: '模型服务自己出错了。请稍后重试。',
    en: 'The model service failed. Retry later.',
  },
  refused: {
    zh: '模型服务拒绝了请求。请按它的说明调整后重试。',
    en: 'The model service refused the request. Change what it names, then retry.',
  },
  cut: {
    zh: '模型服务的回答中途断了。请重试。',
    en: 'The answer of the model service broke off. Retry.',
  },
  silent: {
    zh: '模型服务太久没有回应。请稍后重试。',
    en: 'The model service has been silent for too long. Retry later.',
  },
  tooLong: {
    zh: '回答达到了模型的长度上限，后面被截断。请缩短故事，或换用输出更长的模型。',
    en: "The answer reached the model's length limit and was cut. Shorten the story, or use a model that writes more.",
  },
  filtered: {
    zh: '模型服务的内容审核拦下了回答。请修改相关内容后重试。',
    en: 'The content filter of the model service stopped the answer. Change the passage, then retry.',
  },
  empty: {
    zh: '模型服务给出了空的回答。请重试，或换一个模型。',
    en: 'The model service gave an empty answer. Retry, or use another model.',
  },
  noImage: {
    zh: '模型服务没有返回可用的图片数据（需要 b64_json）。请换一个支持的图片模型。',
    en: 'The model service sent no usable picture (b64_json is needed). Use an image model that can.',
  },
}

const ANSWER_INTRO: Readonly<Record<Language, string>> = { zh: '服务的回答：', en: 'It answered: ' }

/** The text of an error, followed by the service's own words where it gave any. */
export function serviceErrorText(
  kind: ServiceErrorKind,
  language: Language,
  status?: number,
  detail = '',
): string {
  const text = TEXTS[kind][language]
  const answer = [status === undefined ? '' : `HTTP ${status}`, detail]
    .filter((part) => part !== '')
    .join(' ')
  return answer === '' ? text : `${text}\n${ANSWER_INTRO[language]}${answer}`
}
