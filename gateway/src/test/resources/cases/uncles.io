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

// Behind the last uncle.
>> /eip155:1 {"jsonrpc":"2.0","id":7,"method":"eth_getUncleByBlockNumberAndIndex","params":["0xf426a","0x1"]}
<< {"jsonrpc":"2.0","id":7,"result":null}

// Behind all that a block can have.
>> /eip155:1 {"jsonrpc":"2.0","id":8,"method":"eth_getUncleByBlockNumberAndIndex","params":["0xf426a","0xffffffff"]}
<< {"jsonrpc":"2.0","id":8,"result":null}

// A chain without mining has none.
>> {"jsonrpc":"2.0","id":9,"method":"eth_getUncleByBlockHashAndIndex","params":["0x98d933a539fd77d5b5efe78ae75a072894cd8794d872bf60a3b49e89f8f1822b","0x0"]}
<< {"jsonrpc":"2.0","id":9,"result":null}

// An uncle that there is: it is not stored.
>> /eip155:1 {"jsonrpc":"2.0","id":10,"method":"eth_getUncleByBlockNumberAndIndex","params":["0xf426a","0x0"]}
<< {"jsonrpc":"2.0","id":10,"error":{"code":-32002,"message":"uncle 0 of block 1000042 is 0xdff40ae97f902ce96736b12d412310d93626cc134908f7d3179dccca39b0c619, of which nothing but the hash is stored","data":{"hash":"0xdff40ae97f902ce96736b12d412310d93626cc134908f7d3179dccca39b0c619"}}}

// The second of two, by hash.
>> /eip155:1 {"jsonrpc":"2.0","id":11,"method":"eth_getUncleByBlockHashAndIndex","params":["0x6a520e9f4e48d025356859c6a96a842cf068be7e348557950505b2405ea9ac58","0x1"]}
<< {"jsonrpc":"2.0","id":11,"error":{"code":-32002,"message":"uncle 1 of block 1000047 is 0xd61ae9c430c8de7f826d0f233bd4303864708b26c1ea727db04cc48ba2d811a9, of which nothing but the hash is stored","data":{"hash":"0xd61ae9c430c8de7f826d0f233bd4303864708b26c1ea727db04cc48ba2d811a9"}}}

// Of no block.
>> {"jsonrpc":"2.0","id":12,"method":"eth_getUncleByBlockNumberAndIndex","params":["0x32","0x0"]}
<< {"jsonrpc":"2.0","id":12,"result":null}
<<[memory] {"jsonrpc":"2.0","id":12,"error":{"code":-32002,"message":"not available now: memory does not have it, and no disk tier is configured"}}

// Of no block, by hash.
>> {"jsonrpc":"2.0","id":13,"method":"eth_getUncleByBlockHashAndIndex","params":["0xabababababababababababababababababababababababababababababababab","0x0"]}
<< {"jsonrpc":"2.0","id":13,"result":null}
<<[memory] {"jsonrpc":"2.0","id":13,"error":{"code":-32002,"message":"not available now: memory does not have it, and no disk tier is configured"}}

// An index is a quantity.
>> {"jsonrpc":"2.0","id":14,"method":"eth_getUncleByBlockNumberAndIndex","params":["latest",0]}
<< {"jsonrpc":"2.0","id":14,"error":{"code":-32602,"message":"params[1] (uncle index) is 0: expected a number as 0x and hexadecimal digits without leading zeros"}}
