import { JsonRpcProvider, WebSocketProvider } from 'ethers';

const provider = (url) =>
  url.startsWith('ws')
    ? new WebSocketProvider(url)
    : new JsonRpcProvider(url, undefined, { polling: true, pollingInterval: 200 });

export function calls(url, { number, hash, transactions, address }) {
  const node = provider(url);
  const block = async (found) => {
    const json = (await found)?.toJSON();
    delete json?._type;
    return json;
  };
  return {
    network: async () => (await node.getNetwork()).toJSON(),
    blockNumber: () => node.getBlockNumber(),
    blockByNumber: () => block(node.getBlock(number)),
    blockByHash: () => block(node.getBlock(hash)),
    blockWithTransactions: async () => (await node.getBlock(number, true)).prefetchedTransactions.map((t) => t.toJSON()),
    latest: () => block(node.getBlock('latest')),
    finalized: () => block(node.getBlock('finalized')),
    noBlock: () => node.getBlock(number + 1_000_000),
    transactions: () => Promise.all(transactions.map(async (each) => (await node.getTransaction(each)).toJSON())),
    receipts: () => Promise.all(transactions.map(async (each) => (await node.getTransactionReceipt(each)).toJSON())),
    noTransaction: () => node.getTransaction(hash),
    noReceipt: () => node.getTransactionReceipt(hash),
    wait: async () => (await node.waitForTransaction(transactions[0], 1, 5_000)).toJSON(),
    confirmations: async () => (await node.getTransactionReceipt(transactions[0])).confirmations(),
    logs: () => node.getLogs({ address, fromBlock: 0, toBlock: number }).then((logs) => logs.map((log) => log.toJSON())),
    fees: async () => (await node.getFeeData()).toJSON(),
  };
}

export async function watch(url, count) {
  const node = provider(url);
  const numbers = await new Promise((resolve) => {
    const found = [];
    node.on('block', (number) => {
      found.push(number);
      if (found.length === count) {
        node.removeAllListeners().then(() => resolve(found));
      }
    });
  });
  return Promise.all(numbers.map(async (number) => (await node.getBlock(number)).hash));
}
