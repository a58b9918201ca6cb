// The chain id is the one of the path.
>> {"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}
<< {"jsonrpc":"2.0","id":1,"result":"0x7a69"}

// Another chain, another id.
>> /eip155:1 {"jsonrpc":"2.0","id":2,"method":"eth_chainId","params":[]}
<< {"jsonrpc":"2.0","id":2,"result":"0x1"}

// The network id is the chain id, in decimal.
>> {"jsonrpc":"2.0","id":3,"method":"net_version","params":[]}
<< {"jsonrpc":"2.0","id":3,"result":"31337"}

// There is no peer to listen for, but clients take false for an outage.
>> {"jsonrpc":"2.0","id":4,"method":"net_listening","params":[]}
<< {"jsonrpc":"2.0","id":4,"result":true}

// What is stored is whole; nothing is behind it.
>> {"jsonrpc":"2.0","id":5,"method":"eth_syncing","params":[]}
<< {"jsonrpc":"2.0","id":5,"result":false}

// No keys are held here.
>> {"jsonrpc":"2.0","id":6,"method":"eth_accounts","params":[]}
<< {"jsonrpc":"2.0","id":6,"result":[]}

// Keccak-256 of eleven bytes.
>> {"jsonrpc":"2.0","id":7,"method":"web3_sha3","params":["0x68656c6c6f20776f726c64"]}
<< {"jsonrpc":"2.0","id":7,"result":"0x47173285a8d7341e5e972fc677286384f802f8ef42a5ec5f03bbfa254cb01fad"}

// Of no bytes.
>> {"jsonrpc":"2.0","id":8,"method":"web3_sha3","params":["0x"]}
<< {"jsonrpc":"2.0","id":8,"result":"0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"}

// Half a byte.
>> {"jsonrpc":"2.0","id":9,"method":"web3_sha3","params":["0x123"]}
<< {"jsonrpc":"2.0","id":9,"error":{"code":-32602,"message":"params[0] (data) is \"0x123\": expected bytes as 0x and an even number of hexadecimal digits"}}

// The head.
>> {"jsonrpc":"2.0","id":10,"method":"eth_blockNumber","params":[]}
<< {"jsonrpc":"2.0","id":10,"result":"0x31"}

// It takes no params.
>> {"jsonrpc":"2.0","id":11,"method":"eth_blockNumber","params":["latest"]}
<< {"jsonrpc":"2.0","id":11,"error":{"code":-32602,"message":"too many params: eth_blockNumber takes 0, but got 1"}}

// What a client calls itself.
>> {"jsonrpc":"2.0","id":12,"method":"web3_clientVersion","params":[]}
<< {"jsonrpc":"2.0","id":12,"result":"Chaintier/v..."}
