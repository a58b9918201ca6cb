import { createPublicClient, http, webSocket } from 'viem';

const client = (url) =>
  createPublicClient({
    transport: url.startsWith('ws') ? webSocket(url) : http(url, { retryCount: 0 }),
    pollingInterval: 200,
  });

export function calls(url, { number, hash, transactions, address }) {
  const node = client(url);
  const blockNumber = BigInt(number);
  return {
    chainId: () => node.getChainId(),
    blockNumber: () => node.getBlockNumber(),
    blockByNumber: () => node.getBlock({ blockNumber }),
    blockByHash: () => node.getBlock({ blockHash: hash }),
    blockWithTransactions: () => node.getBlock({ blockNumber, includeTransactions: true }),
    latest: () => node.getBlock(),
    finalized: () => node.getBlock({ blockTag: 'finalized' }),
    noBlock: () => node.getBlock({ blockNumber: blockNumber + 1_000_000n }),
    transactionCount: () => node.getBlockTransactionCount({ blockNumber }),
    transactions: () => Promise.all(transactions.map((each) => node.getTransaction({ hash: each }))),
    transactionByIndex: () => node.getTransaction({ blockNumber, index: 0 }),
    receipts: () => Promise.all(transactions.map((each) => node.getTransactionReceipt({ hash: each }))),
    noTransaction: () => node.getTransaction({ hash }),
    noReceipt: () => node.getTransactionReceipt({ hash }),
    wait: () => node.waitForTransactionReceipt({ hash: transactions[0], timeout: 5_000 }),
    confirmations: () => node.getTransactionConfirmations({ hash: transactions[0] }),
    logs: () => node.getLogs({ address, fromBlock: 0n, toBlock: blockNumber }),
    fees: () => node.estimateFeesPerGas(),
  };
}

export function watch(url, count) {
  const hashes = [];
  return new Promise((resolve, reject) => {
    const stop = client(url).watchBlocks({
      emitMissed: true,
      onError: reject,
      onBlock: (block) => {
        hashes.push(block.hash);
        if (hashes.length === count) {
          stop();
          resolve(hashes);
        }
      },
    });
  });
}
