/** What callers hear. Each ends with what happens next: nothing ends in silence. */
export const SENTENCES = {
  fromDesk: 'Calls from the desk are not possible. Please wait for a call to come in.',
  badNumber: 'This number cannot be called. Check it and try again.',
  badCountry: 'Numbers of that country cannot be called from here.',
  busy: 'You are on another call, or one is ringing. End it and try again.',
  closed: 'We are closed at the moment. Please call again during our hours of business. Goodbye.',
  full: 'More people are waiting than we can help soon. Please call again later. Goodbye.',
  tooLong: 'We are sorry that nobody could take your call. Please call again later. Goodbye.',
  welcome: 'Welcome. All our agents are busy at the moment. Please stay on the line.',
  stillLooking: 'Nobody could answer just now. Please stay on the line: you have kept your place.',
} as const;

export function placeInLine(place: number): string {
  return place === 1
    ? 'You are next in line. Please stay on the line.'
    : `You are number ${place} in line. Please stay on the line.`;
}
