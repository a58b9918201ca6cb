// A block with one.
>> /eip155:1 {"jsonrpc":"2.0","id":1,"method":"eth_getUncleCountByBlockNumber","params":["0xf426a"]}
<< {"jsonrpc":"2.0","id":1,"result":"0x1"}

// With two.
>> /eip155:1 {"jsonrpc":"2.0","id":2,"method":"eth_getUncleCountByBlockNumber","params":["0xf426f"]}
<< {"jsonrpc":"2.0","id":2,"result":"0x2"}

// With none.
>> /eip155:1 {"jsonrpc":"2.0","id":3,"method":"eth_getUncleCountByBlockHash","params":["0xea32e068ea7faacbc492cd63a33c1d74047fd100188afe58718a5159e67e7b44"]}
<< {"jsonrpc":"2.0","id":3,"result":"0x0"}

// A chain without mining has none.
>> {"jsonrpc":"2.0","id":4,"method":"eth_getUncleCountByBlockNumber","params":["latest"]}
<< {"jsonrpc":"2.0","id":4,"result":"0x0"}

// Of no block.
>> {"jsonrpc":"2.0","id":5,"method":"eth_getUncleCountByBlockNumber","params":["0x32"]}
<< {"jsonrpc":"2.0","id":5,"result":null}
<<[memory] {"jsonrpc":"2.0","id":5,"error":{"code":-32002,"message":"not available now: memory does not have it, and no disk tier is configured"}}

// Of no block, by hash.
>> {"jsonrpc":"2.0","id":6,"method":"eth_getUncleCountByBlockHash","params":["0xabababababababababababababababababababababababababababababababab"]}
<< {"jsonrpc":"2.0","id":6,"result":null}
<<[memory] {"jsonrpc":"2.0","id":6,"error":{"code":-32002,"message":"not available now: memory does not have it, and no disk tier is configured"}}
