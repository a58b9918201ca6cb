// Of one block, by its hash.
>> {"jsonrpc":"2.0","id":1,"method":"eth_getLogs","params":[{"blockHash":"0x98d933a539fd77d5b5efe78ae75a072894cd8794d872bf60a3b49e89f8f1822b"}]}
<< {"jsonrpc":"2.0","id":1,"result":[{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","topics":["0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef","0x00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8","0x0000000000000000000000003c44cdddb6a900fa2b585dd299e03d12fa4293bc"],"data":"0x0000000000000000000000000000000000000000000000000000000000000017","blockHash":"0x98d933a539fd77d5b5efe78ae75a072894cd8794d872bf60a3b49e89f8f1822b","blockNumber":"0x2e","blockTimestamp":"0x6553f328","transactionHash":"0x688332b765bb768da1489389fede63c3ded5f3fd00b9f3aadff0bc7062cc568a","transactionIndex":"0x3","logIndex":"0x0","removed":false}]}

// Of a range, from one address.
>> {"jsonrpc":"2.0","id":2,"method":"eth_getLogs","params":[{"fromBlock":"0x2e","toBlock":"0x2e","address":"0x5fbdb2315678afecb367f032d93f642f64180aa3"}]}
<< {"jsonrpc":"2.0","id":2,"result":[{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","topics":["0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef","0x00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8","0x0000000000000000000000003c44cdddb6a900fa2b585dd299e03d12fa4293bc"],"data":"0x0000000000000000000000000000000000000000000000000000000000000017","blockHash":"0x98d933a539fd77d5b5efe78ae75a072894cd8794d872bf60a3b49e89f8f1822b","blockNumber":"0x2e","blockTimestamp":"0x6553f328","transactionHash":"0x688332b765bb768da1489389fede63c3ded5f3fd00b9f3aadff0bc7062cc568a","transactionIndex":"0x3","logIndex":"0x0","removed":false}]}

// Of any of several addresses, and with one of two topics at the second place.
>> {"jsonrpc":"2.0","id":3,"method":"eth_getLogs","params":[{"fromBlock":"0x2e","toBlock":"0x2e","address":["0x1212121212121212121212121212121212121212","0x5fbdb2315678afecb367f032d93f642f64180aa3"],"topics":[null,["0xabababababababababababababababababababababababababababababababab","0x00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8"]]}]}
<< {"jsonrpc":"2.0","id":3,"result":[{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","topics":["0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef","0x00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8","0x0000000000000000000000003c44cdddb6a900fa2b585dd299e03d12fa4293bc"],"data":"0x0000000000000000000000000000000000000000000000000000000000000017","blockHash":"0x98d933a539fd77d5b5efe78ae75a072894cd8794d872bf60a3b49e89f8f1822b","blockNumber":"0x2e","blockTimestamp":"0x6553f328","transactionHash":"0x688332b765bb768da1489389fede63c3ded5f3fd00b9f3aadff0bc7062cc568a","transactionIndex":"0x3","logIndex":"0x0","removed":false}]}

// A topic counts at its own place only.
>> {"jsonrpc":"2.0","id":4,"method":"eth_getLogs","params":[{"fromBlock":"0x2e","toBlock":"0x2e","topics":["0x00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8"]}]}
<< {"jsonrpc":"2.0","id":4,"result":[]}

// No log has more topics than it has.
>> {"jsonrpc":"2.0","id":5,"method":"eth_getLogs","params":[{"fromBlock":"0x2e","toBlock":"0x2e","topics":[null,null,null,null]}]}
<< {"jsonrpc":"2.0","id":5,"result":[]}

// Either a block or a range.
>> {"jsonrpc":"2.0","id":6,"method":"eth_getLogs","params":[{"blockHash":"0x98d933a539fd77d5b5efe78ae75a072894cd8794d872bf60a3b49e89f8f1822b","fromBlock":"0x1"}]}
<< {"jsonrpc":"2.0","id":6,"error":{"code":-32602,"message":"params[0] (filter) is {\"blockHash\":\"0x98d933a539fd77d5b5efe78ae75a072894cd8794d872bf60a3b49e89f8f1822b\",\"fromBlock\":\"0x1\"}: expected either blockHash or fromBlock and toBlock, not both"}}

// A range the wrong way round.
>> {"jsonrpc":"2.0","id":7,"method":"eth_getLogs","params":[{"fromBlock":"0x2e","toBlock":"0x2d"}]}
<< {"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"invalid block range params: fromBlock 46 is above toBlock 45"}}

// A fifth topic.
>> {"jsonrpc":"2.0","id":8,"method":"eth_getLogs","params":[{"topics":[null,null,null,null,null]}]}
<< {"jsonrpc":"2.0","id":8,"error":{"code":-32602,"message":"params[0] (filter).topics is [null,null,null,null,null]: expected an array of up to 4 topics"}}

// A short address.
>> {"jsonrpc":"2.0","id":9,"method":"eth_getLogs","params":[{"address":"0x12"}]}
<< {"jsonrpc":"2.0","id":9,"error":{"code":-32602,"message":"params[0] (filter).address is \"0x12\": expected an address of 20 bytes, or an array of such: 0x and hexadecimal digits"}}

// A topic that is none.
>> {"jsonrpc":"2.0","id":10,"method":"eth_getLogs","params":[{"topics":["0x12"]}]}
<< {"jsonrpc":"2.0","id":10,"error":{"code":-32602,"message":"params[0] (filter).topics[0] is \"0x12\": expected a topic of 32 bytes, or an array of such: 0x and hexadecimal digits"}}

// No filter at all.
>> {"jsonrpc":"2.0","id":11,"method":"eth_getLogs","params":[]}
<< {"jsonrpc":"2.0","id":11,"error":{"code":-32602,"message":"params[0] (filter) is missing: eth_getLogs takes 1"}}

// One filter too many.
>> {"jsonrpc":"2.0","id":12,"method":"eth_getLogs","params":[{},{}]}
<< {"jsonrpc":"2.0","id":12,"error":{"code":-32602,"message":"too many params: eth_getLogs takes 1, but got 2"}}
