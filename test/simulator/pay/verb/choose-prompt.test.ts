import { describe, expect, it } from '@jest/globals';
import { choosePrompt, type Occasion } from '#simulator/pay/verb/choose-prompt.ts';
import { DEFAULT_SETTINGS } from '#simulator/settings.ts';
import { payOf } from '#test/support/pay-verb.ts';

const occasion: Occasion = {
  for: 'security-code',
  attempt: 2,
  error: 'invalid-security-code',
  cardType: 'amex',
  isForMatching: false,
};
const prompt = (attributes: string, text: string) =>
  `<Prompt for="security-code" ${attributes}><Say>${text}</Say></Prompt>`;
const error = prompt('errorType="timeout invalid-security-code"', 'error');
const card = prompt('cardType="amex visa"', 'card');
const attempt = prompt('attempt="2 3"', 'attempt');
const plain = prompt('', 'plain');

function chosen(prompts: string, changes: Partial<Occasion> = {}, settings = {}): string | undefined {
  const sounds = choosePrompt(
    payOf('', prompts).prompts,
    { ...occasion, ...changes },
    { ...DEFAULT_SETTINGS, ...settings },
  );
  return sounds?.map((sound) => ('text' in sound ? sound.text : sound.verb)).join(' ');
}

describe('which <Prompt> is said', () => {
  it.each<[string, string, Partial<Occasion>, string | undefined]>([
    ['errorType before cardType and attempt', plain + attempt + card + error, {}, 'error'],
    ['cardType before attempt', plain + attempt + card, {}, 'card'],
    ['attempt before none', plain + attempt, {}, 'attempt'],
    ['two qualifiers before one', error + prompt('cardType="amex" attempt="2"', 'two'), {}, 'two'],
    ['the first of equal ones', plain + prompt('', 'second'), {}, 'plain'],
    ['one without qualifiers for an error, too', plain, {}, 'plain'],
    ['none of another error', error, { error: 'invalid-postal-code' }, undefined],
    ['none for an error where there was none', error, { error: undefined }, undefined],
    ['none of another card', card, { cardType: 'mastercard' }, undefined],
    ['none for a card that is not known yet', card, { cardType: undefined }, undefined],
    ['none of another try', attempt, { attempt: 1 }, undefined],
    ['none of another step', plain, { for: 'postal-code' }, undefined],
    ["the prompt's own word for a timeout", error, { error: 'input-timeout' }, 'error'],
    ['the name a card once had', prompt('cardType="master-card"', 'old'), { cardType: 'mastercard' }, 'old'],
    ['no text at all where a prompt is empty', '<Prompt for="security-code"/>', {}, ''],
  ])('is %s', (_, prompts, changes, expected) => {
    expect(chosen(prompts, changes)).toBe(expected);
  });

  it('is the first that fits where setting payPromptChoice says so', () => {
    expect(chosen(plain + error, {}, { payPromptChoice: 'first' })).toBe('plain');
  });

  it("is Twilio's own after an error where setting payPlainPromptAfterError says so", () => {
    expect(chosen(plain, {}, { payPlainPromptAfterError: false })).toBeUndefined();
    expect(chosen(plain, { error: undefined }, { payPlainPromptAfterError: false })).toBe('plain');
  });

  it('says, plays and pauses in the order of the document', () => {
    const mixed = '<Prompt for="security-code"><Say>a</Say><Pause length="2"/><Play>/b.mp3</Play></Prompt>';
    expect(chosen(mixed)).toBe('a Pause Play');
  });
});
