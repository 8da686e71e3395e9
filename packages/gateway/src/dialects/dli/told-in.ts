import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal } from './refusal.ts';

/**
 * A refusal as `X-Language: zh-cn` has it told: first what its code means, in Chinese, then what was wrong, as for all
 * others in English. Any other language is none of the service's two (dli-api.md 0), and changes nothing.
 */
export function toldIn(headers: IncomingHttpHeaders, refusal: Refusal): Refusal {
  const language = headers['x-language'];
  const isChinese = typeof language === 'string' && /^zh([-_]|$)/i.test(language);
  if (!isChinese) return refusal;
  return { ...refusal, message: `${meanings[refusal.code]} ${refusal.message}` };
}

const meanings: Readonly<Record<Refusal['code'], string>> = {
  'DLI.0001': '参数校验失败。',
  'DLI.0002': '对象不存在。',
  'DLI.0003': '没有权限。',
  'DLI.0004': 'SQL 语法错误。',
  'DLI.0005': 'SQL 语义错误。',
  'DLI.0006': '对象已存在。',
  'DLI.0007': '不支持该操作，或当前状态下不能执行。',
  'DLI.0009': '超出系统限制。',
  'DLI.0012': '资源当前不可用。',
  'DLI.0018': '数据转换失败。',
  'DLI.0019': '未在规定时间内完成。',
  'DLI.0023': '相关资源不存在。',
  'DLI.0100': '结果已过期。',
  'DLI.0999': '请求未能完成。',
  'APIGW.0101': 'API 不存在。',
  'APIGW.0201': '请求过大。',
  'APIGW.0301': '认证信息不正确。',
  'APIGW.0302': '无权访问该 API。',
  'APIGW.0306': '拒绝访问该 API。',
  'APIGW.0307': '令牌已失效，请重新获取。',
  'APIGW.0308': '已达到流控阈值。',
  'APIGW.0602': '请求不正确。',
};
