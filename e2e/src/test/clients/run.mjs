// The ordinary calls of a client library against one URL; prints what came back, one JSON object.
//
//   node run.mjs LIBRARY URL QUESTIONS    LIBRARY: ethers, viem; QUESTIONS: {number, hash, transactions, address}
//   node run.mjs LIBRARY URL watch COUNT  the hashes of so many new blocks, as the library announces them

const [library, url, ...rest] = process.argv.slice(2);
const { calls, watch } = await import(`./${library}.mjs`);

const plain = (key, value) => (typeof value === 'bigint' ? `${value}n` : value);

if (rest[0] === 'watch') {
  console.log(JSON.stringify(await watch(url, Number(rest[1]))));
} else {
  const answers = {};
  for (const [name, call] of Object.entries(calls(url, JSON.parse(rest[0])))) {
    try {
      answers[name] = (await call()) ?? null;
    } catch (e) {
      answers[name] = { failed: e.shortMessage ?? e.message };
    }
  }
  console.log(JSON.stringify(answers, plain));
}
process.exit(0);
