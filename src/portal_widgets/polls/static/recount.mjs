// Counts the published ballots again on the reader's device, by the rules of tally.py and chain.py. An instant
// run-off: an option with more than half of the ballots that still count wins. Otherwise all last options are
// eliminated together.
const runOff = (keys, rankings) => {
  const rounds = [];
  for (let left = keys; left.length; ) {
    const votes = Object.fromEntries(left.map((key) => [key, 0]));
    for (const ranking of rankings) {
      const top = ranking.find((key) => left.includes(key));
      if (top) votes[top] += 1;
    }
    const counting = left.reduce((sum, key) => sum + votes[key], 0);
    const winner = left.find((key) => votes[key] * 2 > counting) || "";
    const least = Math.min(...left.map((key) => votes[key]));
    const last = winner ? [] : left.filter((key) => votes[key] === least);
    const tied = last.length === left.length;
    rounds.push([left.map((key) => [key, votes[key]]), rankings.length - counting, tied ? [] : last, winner]);
    if (winner || tied) break;
    left = left.filter((key) => !last.includes(key));
  }
  return rounds;
};

const tally = ({ ballots, result }) => [
  ballots.length,
  ballots.filter(({ answers }) => !Object.keys(answers).length).length,
  result.questions.map(({ key, counts, rounds }) => {
    const chosen = ballots.filter(({ answers }) => answers[key]).map(({ answers }) => answers[key].chosen);
    const keys = counts.map((count) => count.key);
    const heard = rounds.length ? chosen.map((ranking) => ranking.slice(0, 1)) : chosen;
    return [
      chosen.length,
      keys.map((option) => [option, heard.filter((one) => one.includes(option)).length]),
      rounds.length ? runOff(keys, chosen) : [],
    ];
  }),
];

const claimed = ({ result }) => [
  result.ballots,
  result.blank,
  result.questions.map(({ answered, counts, rounds }) => [
    answered,
    counts.map(({ key, votes }) => [key, votes]),
    rounds.map((round) => [round.counts.map(({ key, votes }) => [key, votes]), round.exhausted, round.eliminated, round.winner]),
  ]),
];

const digest = async (parts) => {
  const text = parts.map((part) => `${[...part].length}:${part}`).join("");
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
};

// Every entry fits the one before it, the last one is the head, and the numbers of commitments and ballots
// are equal.
const chained = async ({ chain, head, genesis, ballots }) => {
  let before = genesis;
  for (const [at, { sequence, kind, commitment, replaces, hash }] of chain.entries()) {
    const wanted = await digest(["portal_widgets chain 1", before, String(sequence), kind, commitment, replaces]);
    if (sequence !== at + 1 || hash !== wanted) return false;
    before = hash;
  }
  const replaced = new Set(chain.map(({ replaces }) => replaces));
  const standing = chain.filter(({ commitment }) => commitment && !replaced.has(commitment));
  return before === head && standing.length === ballots.length;
};

// Without a secure connection the browser computes no hashes: null means that the chain was not checked.
export const recount = async (url) => {
  const told = await (await fetch(url)).json();
  return {
    tally: JSON.stringify(tally(told)) === JSON.stringify(claimed(told)),
    chain: globalThis.crypto && crypto.subtle ? await chained(told) : null,
  };
};
