// A transaction of type 0x0: legacy.
>> {"jsonrpc":"2.0","id":1,"method":"eth_getTransactionByHash","params":["0xcf1be6e71df76aea181c5394d9803dacc2d3c935070568cfe38453cae15ff387"]}
<< {"jsonrpc":"2.0","id":1,"result":{"type":"0x0","chainId":"0x7a69","nonce":"0x11","gasPrice":"0x77359400","gas":"0x1d4c0","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","value":"0x0","input":"0xa9059cbb000000000000000000000000976ea74026e726554db657fa54763abd0c3a0aa9000000000000000000000000000000000000000000000000000000000000030e","r":"0x261faa3842d524b29539944e0141d126de7bd50ca252e560fd2a37a8c54669f","s":"0x2eab3b1ea47744ad6f2dbb0d688d6c4994624e849cef29bc06d9fa3e21f93d3b","v":"0xf4f5","hash":"0xcf1be6e71df76aea181c5394d9803dacc2d3c935070568cfe38453cae15ff387","blockHash":"0xaf303ea76dfc01c9fa0302a7606f5b7f4c4b8d406ef97d07e07b786abdfd0f7d","blockNumber":"0x2c","transactionIndex":"0x2","from":"0xa0ee7a142d267c1f36714e4a8f75612f20a79720","blockTimestamp":"0x6553f310"}}

// A transaction of type 0x1: access list.
>> {"jsonrpc":"2.0","id":2,"method":"eth_getTransactionByHash","params":["0x625c5748c46485b625cb2c8a68093fc8cf97696c6c134b7206a5cd18d84f23d2"]}
<< {"jsonrpc":"2.0","id":2,"result":{"type":"0x1","chainId":"0x7a69","nonce":"0xd","gasPrice":"0x77359400","gas":"0xea60","to":"0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc","value":"0x2470dbf2","accessList":[{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","storageKeys":["0x0000000000000000000000000000000000000000000000000000000000000000"]}],"input":"0x","r":"0x5e21ab900d11389bb50cbd019daa8ea6a0a1093d83ef5e89f9cdd5373550aa7b","s":"0x2da8db27ed735e3d498279d9828dbcc72d054dcd44776e625e1ccac5633ff3b7","yParity":"0x0","v":"0x0","hash":"0x625c5748c46485b625cb2c8a68093fc8cf97696c6c134b7206a5cd18d84f23d2","blockHash":"0xaf303ea76dfc01c9fa0302a7606f5b7f4c4b8d406ef97d07e07b786abdfd0f7d","blockNumber":"0x2c","transactionIndex":"0x1","from":"0x90f79bf6eb2c4f870365e785982e1f101e93b906","blockTimestamp":"0x6553f310"}}

// A transaction of type 0x2: dynamic fee.
>> {"jsonrpc":"2.0","id":3,"method":"eth_getTransactionByHash","params":["0xdfddece421f8dbf800896262a6f3bc73d8bd31bafcb45aef29d6650866a582e2"]}
<< {"jsonrpc":"2.0","id":3,"result":{"type":"0x2","chainId":"0x7a69","nonce":"0xc","gas":"0xea60","maxFeePerGas":"0x77359400","maxPriorityFeePerGas":"0x3c3","to":"0x976ea74026e726554db657fa54763abd0c3a0aa9","value":"0x1922b0d2","accessList":[{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","storageKeys":["0x0000000000000000000000000000000000000000000000000000000000000000"]}],"input":"0x","r":"0x74708252132814464bc510274cef60305abe8c43284758cb8950c0c05f5c1573","s":"0x7c638e570a7123894d2e0fa77bc8a73be861c63022dacf10ca76b370c069b002","yParity":"0x1","v":"0x1","hash":"0xdfddece421f8dbf800896262a6f3bc73d8bd31bafcb45aef29d6650866a582e2","blockHash":"0xaf303ea76dfc01c9fa0302a7606f5b7f4c4b8d406ef97d07e07b786abdfd0f7d","blockNumber":"0x2c","transactionIndex":"0x0","from":"0x90f79bf6eb2c4f870365e785982e1f101e93b906","gasPrice":"0x28aefc","blockTimestamp":"0x6553f310"}}

// A transaction of type 0x4: set code.
>> {"jsonrpc":"2.0","id":4,"method":"eth_getTransactionByHash","params":["0xf923b1573dfba113c050cdbce40bda8f17b67969e6fd648917eda227d1507093"]}
<< {"jsonrpc":"2.0","id":4,"result":{"type":"0x4","chainId":"0x7a69","nonce":"0xb","gas":"0x1d4c0","maxFeePerGas":"0x77359400","maxPriorityFeePerGas":"0x1a0","to":"0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc","value":"0x0","accessList":[],"authorizationList":[{"chainId":"0x0","address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","nonce":"0x0","yParity":"0x1","r":"0xd9aaa3be2a4457c068d3b9fb079be7baac2442262d886addc194d9d070883569","s":"0x68458c7c0b965cf1293f8f48b46f5828733f8061c222488c8391e6de49808594"}],"input":"0x","r":"0x16a6534ce13abf7c1815bd29418d99c63d170123957b673143742390a17f4db4","s":"0x24996f90100d3a8dc764b42bce68083eef57f5b7eff3da06364f9403d6271be2","yParity":"0x0","v":"0x0","hash":"0xf923b1573dfba113c050cdbce40bda8f17b67969e6fd648917eda227d1507093","blockHash":"0x98d933a539fd77d5b5efe78ae75a072894cd8794d872bf60a3b49e89f8f1822b","blockNumber":"0x2e","transactionIndex":"0x0","from":"0x23618e81e3f5cdf7f54c3d65f7fbc0abf5b21e8f","gasPrice":"0x1f2b2d","blockTimestamp":"0x6553f328"}}

// By place, in a block by its hash.
>> {"jsonrpc":"2.0","id":5,"method":"eth_getTransactionByBlockHashAndIndex","params":["0x98d933a539fd77d5b5efe78ae75a072894cd8794d872bf60a3b49e89f8f1822b","0x1"]}
<< {"jsonrpc":"2.0","id":5,"result":{"type":"0x0","chainId":"0x7a69","nonce":"0xe","gasPrice":"0x77359400","gas":"0xea60","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","value":"0x16c42895","input":"0x","r":"0xdcfce0f7fcac9c9435efa8c5241376e48a956f6162b58763a7fcfcd64cc4be9e","s":"0x3c6f865d0820551d4a041e018461678bac6a103f9a7d4ca93539a443e57941c4","v":"0xf4f5","hash":"0x57857f37e5d83c54724f5f7d03c8ad4091153df42b96a10dabfc16b0330d3b0c","blockHash":"0x98d933a539fd77d5b5efe78ae75a072894cd8794d872bf60a3b49e89f8f1822b","blockNumber":"0x2e","transactionIndex":"0x1","from":"0x9965507d1a55bcc2695c58ba16fb37d819b0a4dc","blockTimestamp":"0x6553f328"}}

// In a block by its number.
>> {"jsonrpc":"2.0","id":6,"method":"eth_getTransactionByBlockNumberAndIndex","params":["0x2e","0x1"]}
<< {"jsonrpc":"2.0","id":6,"result":{"type":"0x0","chainId":"0x7a69","nonce":"0xe","gasPrice":"0x77359400","gas":"0xea60","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","value":"0x16c42895","input":"0x","r":"0xdcfce0f7fcac9c9435efa8c5241376e48a956f6162b58763a7fcfcd64cc4be9e","s":"0x3c6f865d0820551d4a041e018461678bac6a103f9a7d4ca93539a443e57941c4","v":"0xf4f5","hash":"0x57857f37e5d83c54724f5f7d03c8ad4091153df42b96a10dabfc16b0330d3b0c","blockHash":"0x98d933a539fd77d5b5efe78ae75a072894cd8794d872bf60a3b49e89f8f1822b","blockNumber":"0x2e","transactionIndex":"0x1","from":"0x9965507d1a55bcc2695c58ba16fb37d819b0a4dc","blockTimestamp":"0x6553f328"}}

// In the head.
>> {"jsonrpc":"2.0","id":7,"method":"eth_getTransactionByBlockNumberAndIndex","params":["safe","0x0"]}
<< {"jsonrpc":"2.0","id":7,"result":{"type":"0x0","chainId":"0x7a69","nonce":"0xb","gasPrice":"0x77359400","gas":"0x3d090","to":null,"value":"0x0","input":"0x6080604052348015600e575f5ffd5b50604051608c380380608c8339810160408190526029916063565b60405181815233907f133b8ec9b79795afce74358e3701e74bc62732a0fbbcc8053f7f2af6ffbb0c539060200160405180910390a2506079565b5f602082840312156072575f5ffd5b5051919050565b60088060845f395ff3fe60806040525f5ffd000000000000000000000000000000000000000000000000000000000003d853","r":"0x5571770eb95e15f1b6f34d77e1a0773a99a145da5c37dd546924301f24e0dcb","s":"0x2d7ae3f2a809cc656db0a92fe0f0acc78166b0efcbef78e1c96edd8a73e7ae0a","v":"0xf4f6","hash":"0xb56d6fdb41a1afa67e53fc936fefeb1ec825a509f6b19e59b888e5fcf26a6087","blockHash":"0xf6c710f996fd6e4681c4e29edb9905f4cd19d440bee45d52afdd09cc4d26c275","blockNumber":"0x2f","transactionIndex":"0x0","from":"0x15d34aaf54267db7d7c367839aaf71a00a2c6a65","blockTimestamp":"0x6553f334"}}

// Behind the last.
>> {"jsonrpc":"2.0","id":8,"method":"eth_getTransactionByBlockNumberAndIndex","params":["0x2e","0xff"]}
<< {"jsonrpc":"2.0","id":8,"result":null}
<<[memory] {"jsonrpc":"2.0","id":8,"error":{"code":-32002,"message":"not available now: memory does not have it, and no disk tier is configured"}}

// Behind all that a block can have.
>> {"jsonrpc":"2.0","id":9,"method":"eth_getTransactionByBlockNumberAndIndex","params":["0x2e","0xffffffff"]}
<< {"jsonrpc":"2.0","id":9,"result":null}

// In no block.
>> {"jsonrpc":"2.0","id":10,"method":"eth_getTransactionByBlockHashAndIndex","params":["0xabababababababababababababababababababababababababababababababab","0x0"]}
<< {"jsonrpc":"2.0","id":10,"result":null}
<<[memory] {"jsonrpc":"2.0","id":10,"error":{"code":-32002,"message":"not available now: memory does not have it, and no disk tier is configured"}}

// A hash that nobody knows.
>> {"jsonrpc":"2.0","id":11,"method":"eth_getTransactionByHash","params":["0xabababababababababababababababababababababababababababababababab"]}
<< {"jsonrpc":"2.0","id":11,"result":null}
<<[memory] {"jsonrpc":"2.0","id":11,"error":{"code":-32002,"message":"not available now: memory does not have it, and no disk tier is configured"}}

// A transaction of abandoned blocks only is none.
>> {"jsonrpc":"2.0","id":12,"method":"eth_getTransactionByHash","params":["0x4bb57c2dc9c3f7b01dc9fbfe54b648d2099245aaa6891ddb714ea7b9ab556bca"]}
<< {"jsonrpc":"2.0","id":12,"result":null}
<<[memory] {"jsonrpc":"2.0","id":12,"error":{"code":-32002,"message":"not available now: memory does not have it, and no disk tier is configured"}}

// It is still there in the abandoned block itself.
>> {"jsonrpc":"2.0","id":13,"method":"eth_getTransactionByBlockHashAndIndex","params":["0xdfe0cd730be0bbd15a17a4a85d2b7898300d27499a2558c71d4295af0b808ded","0x0"]}
<< {"jsonrpc":"2.0","id":13,"result":{"type":"0x2","chainId":"0x7a69","nonce":"0x7","gas":"0x7530","maxFeePerGas":"0x77359400","maxPriorityFeePerGas":"0x7c","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","value":"0x0","accessList":[{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","storageKeys":["0x0000000000000000000000000000000000000000000000000000000000000001"]}],"input":"0xcf530b0d00000000000000000000000000000000000000000000000000000000000000060000000000000000000000000000000000000000000000000000000000000078","r":"0x9d850419be0fa2b27e35d27359281d3833a9366cd36e054f358a3b2ae4f02852","s":"0x162e65d5ea3a4a297831c25f6363f8debb8bb31106996e3999cb2426bb6b758e","yParity":"0x1","v":"0x1","hash":"0x4bb57c2dc9c3f7b01dc9fbfe54b648d2099245aaa6891ddb714ea7b9ab556bca","blockHash":"0xdfe0cd730be0bbd15a17a4a85d2b7898300d27499a2558c71d4295af0b808ded","blockNumber":"0x2f","transactionIndex":"0x0","from":"0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc","gasPrice":"0x1b4ca8","blockTimestamp":"0x6553f334"}}

// Before EIP-155.
>> /eip155:1 {"jsonrpc":"2.0","id":14,"method":"eth_getTransactionByHash","params":["0x3bcb78ffb4ebd8f17ce828d5ca44db65602f1575b77879fe3b2ee24ff5096592"]}
<< {"jsonrpc":"2.0","id":14,"result":{"blockHash":"0xcb9d1decfb25380ef9117a0ff954b461b6c350c79ebe2979d20f191e3cbddbd2","blockNumber":"0xf4268","blockTimestamp":"0x56bfb6bb","from":"0xce1884ddbbb8e10e4dba6e44feeec2a7e5f92f05","gas":"0x5208","gasPrice":"0xba43b7400","hash":"0x3bcb78ffb4ebd8f17ce828d5ca44db65602f1575b77879fe3b2ee24ff5096592","input":"0x","nonce":"0x6","to":"0x54cdee60ea9f5f1ad937b73790f9638f7d2e906e","transactionIndex":"0x0","value":"0x14d1120d7b1600000","type":"0x0","v":"0x1b","r":"0x2ea5962dba1fc03aa8257a77032ee35ea9d7e7cf111222256d2d3c6c693f043e","s":"0x449afab70da08231b5840bfa5360a9e5785b48e40719a68ef67de8538b82a621"}}

// A transaction of another chain.
>> {"jsonrpc":"2.0","id":15,"method":"eth_getTransactionByHash","params":["0x3bcb78ffb4ebd8f17ce828d5ca44db65602f1575b77879fe3b2ee24ff5096592"]}
<< {"jsonrpc":"2.0","id":15,"result":null}
<<[memory] {"jsonrpc":"2.0","id":15,"error":{"code":-32002,"message":"not available now: memory does not have it, and no disk tier is configured"}}

// Not a hash.
>> {"jsonrpc":"2.0","id":16,"method":"eth_getTransactionByHash","params":["0x1"]}
<< {"jsonrpc":"2.0","id":16,"error":{"code":-32602,"message":"params[0] (transaction hash) is \"0x1\": expected a hash of 32 bytes as 0x and 64 hexadecimal digits"}}

// An index is a quantity.
>> {"jsonrpc":"2.0","id":17,"method":"eth_getTransactionByBlockNumberAndIndex","params":["latest","0"]}
<< {"jsonrpc":"2.0","id":17,"error":{"code":-32602,"message":"params[1] (transaction index) is \"0\": expected a number as 0x and hexadecimal digits without leading zeros"}}

// Without an index.
>> {"jsonrpc":"2.0","id":18,"method":"eth_getTransactionByBlockHashAndIndex","params":["0xabababababababababababababababababababababababababababababababab"]}
<< {"jsonrpc":"2.0","id":18,"error":{"code":-32602,"message":"params[1] (transaction index) is missing: eth_getTransactionByBlockHashAndIndex takes 2"}}
