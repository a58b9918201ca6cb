// Nobody can be told anything over HTTP.
>> {"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}
<< {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"notifications not supported: subscribe over WebSocket, at the same address"}}

// Nor can that be ended.
>> {"jsonrpc":"2.0","id":2,"method":"eth_unsubscribe","params":["0x1"]}
<< {"jsonrpc":"2.0","id":2,"error":{"code":-32601,"message":"notifications not supported: subscribe over WebSocket, at the same address"}}

// There is no transaction pool to filter.
>> {"jsonrpc":"2.0","id":3,"method":"eth_newPendingTransactionFilter","params":[]}
<< {"jsonrpc":"2.0","id":3,"error":{"code":-32601,"message":"no filter of pending transactions here: there is no transaction pool"}}

// A filter that never was, or is forgotten.
>> {"jsonrpc":"2.0","id":4,"method":"eth_getFilterChanges","params":["0x1"]}
<< {"jsonrpc":"2.0","id":4,"error":{"code":-32000,"message":"filter not found"}}

// The same for what is stored.
>> {"jsonrpc":"2.0","id":5,"method":"eth_getFilterLogs","params":["0x1"]}
<< {"jsonrpc":"2.0","id":5,"error":{"code":-32000,"message":"filter not found"}}

// It cannot be taken away either.
>> {"jsonrpc":"2.0","id":6,"method":"eth_uninstallFilter","params":["0x1"]}
<< {"jsonrpc":"2.0","id":6,"result":false}

// Filters are named by text.
>> {"jsonrpc":"2.0","id":7,"method":"eth_getFilterChanges","params":[1]}
<< {"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"params[0] (filter id) is 1: expected a string"}}

// What is no filter of logs is refused before anything is kept.
>> {"jsonrpc":"2.0","id":8,"method":"eth_newFilter","params":["0x1"]}
<< {"jsonrpc":"2.0","id":8,"error":{"code":-32602,"message":"params[0] (filter) is \"0x1\": expected an object with any of address, topics, fromBlock, toBlock and blockHash"}}
