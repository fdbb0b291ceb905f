/** What `From` is when the caller's number is withheld: the word's letters on a telephone's keys (observed). */
export const WITHHELD: Readonly<Record<string, string>> = {
  '+266696687': 'Anonymous',
  '+7378742833': 'Restricted',
  '+2562533': 'Blocked',
  '+8656696': 'Unknown',
  '+86282452253': 'Unavailable',
};
