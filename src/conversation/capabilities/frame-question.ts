import { isDetail } from './read-reference.ts';

/** What a question asks of its topic, and how the same is asked of another. */
const FRAMES: readonly { asked: RegExp; of(topic: string): string }[] = [
  {
    asked:
      /(?:哪|什么|啥)(?:个|些|家)?(?:部门|单位|局)|(?:找|问|联系|归|由)(?:谁|哪)|谁(?:来)?(?:负责|管|牵头)|(?:责任|牵头|主管)(?:单位|部门)/,
    of: (topic) => `${topic}找哪个部门负责?`,
  },
  { asked: /多少(?:钱|万|元)|(?:奖|补|给|拿)多少|金额|额度是/, of: (topic) => `${topic}能给多少钱?` },
  { asked: /(?:怎么|如何|咋)(?:申请|申报|办)|流程|材料|手续/, of: (topic) => `${topic}怎么申请?` },
  { asked: /什么时候|几月|几号|何时|截止/, of: (topic) => `${topic}什么时候申报?` },
  { asked: /条件|门槛|要求/, of: (topic) => `${topic}需要什么条件?` },
];

/** The tiers of enterprises, as people write them. */
const TIER =
  /(?:国家级?)?(?:专精特新)?[“"]?小巨人[”"]?(?:企业)?|市级[“"]?(?:专精特新)?[”"]?(?:中小)?(?:企业)?|创新型(?:中小)?(?:企业)?/;

/**
 * The question that `那贷款呢?` stands for: what was asked last, asked of another topic.
 * `上市有什么支持?` and `贷款` give `贷款有什么支持政策?`; another tier takes the place of the one before.
 */
export function askOfTopic(lastQuestion: string, topic: string): string {
  const subject = topic.replace(/的$/, '');
  const tier = TIER.exec(subject)?.[0];
  if (tier === subject && TIER.test(lastQuestion)) {
    return lastQuestion.replace(TIER, /企业$/.test(subject) ? subject : `${subject}企业`);
  }
  const frame = FRAMES.find(({ asked }) => asked.test(withoutDetails(lastQuestion)));
  return frame ? frame.of(subject) : `${subject}有什么支持政策?`;
}

/** 电话 alone could be part of anything. */
const CONTACT = /^(?:联系)?(?:电话|方式|联系方式)/;

/** The question that `怎么申请?` stands for: what was asked last, with the detail that is asked now. */
export function askOfLast(lastQuestion: string, ask: string): string {
  return `${withoutDetails(lastQuestion)},${CONTACT.test(ask) ? '联系电话是多少' : ask}?`;
}

/** A question without the details that were asked of it before, so that they do not pile up. */
function withoutDetails(question: string): string {
  const parts = question.split(/[,,。??!!;;]+/).filter((part) => part.trim() !== '');
  while (parts.length > 1 && isDetail(parts.at(-1) ?? '')) parts.pop();
  return parts.join(',');
}
