// Params may be left out.
>> {"jsonrpc":"2.0","id":7,"method":"eth_chainId"}
<< {"jsonrpc":"2.0","id":7,"result":"0x7a69"}

// Or be null.
>> {"jsonrpc":"2.0","id":7,"method":"eth_chainId","params":null}
<< {"jsonrpc":"2.0","id":7,"result":"0x7a69"}

// By name they are not taken.
>> {"jsonrpc":"2.0","id":7,"method":"eth_chainId","params":{"a":1}}
<< {"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"params is {\"a\":1}: expected an array"}}

// An id may be text.
>> {"jsonrpc":"2.0","id":"x-1","method":"eth_chainId"}
<< {"jsonrpc":"2.0","id":"x-1","result":"0x7a69"}

// Null.
>> {"jsonrpc":"2.0","id":null,"method":"eth_chainId"}
<< {"jsonrpc":"2.0","id":null,"result":"0x7a69"}

// Or any number.
>> {"jsonrpc":"2.0","id":123456789012345678901234567890,"method":"eth_chainId"}
<< {"jsonrpc":"2.0","id":123456789012345678901234567890,"result":"0x7a69"}

// But no object.
>> {"jsonrpc":"2.0","id":{},"method":"eth_chainId"}
<< {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"id is {}: expected a string, a number or null"}}

// A notification is not answered.
>> {"jsonrpc":"2.0","method":"eth_chainId"}
<< 204

// A method that there is not.
>> {"jsonrpc":"2.0","id":7,"method":"eth_nothing"}
<< {"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"there is no method \"eth_nothing\" here..."}}

// Names are told apart by case.
>> {"jsonrpc":"2.0","id":7,"method":"eth_chainid"}
<< {"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"there is no method \"eth_chainid\" here..."}}

// A name is text.
>> {"jsonrpc":"2.0","id":7,"method":1}
<< {"jsonrpc":"2.0","id":7,"error":{"code":-32600,"message":"method is 1: expected the name of a method"}}

// And needed.
>> {"jsonrpc":"2.0","id":7}
<< {"jsonrpc":"2.0","id":7,"error":{"code":-32600,"message":"method is missing: expected the name of a method"}}

// JSON-RPC 1 is not spoken.
>> {"jsonrpc":"1.0","id":7,"method":"eth_chainId"}
<< {"jsonrpc":"2.0","id":7,"error":{"code":-32600,"message":"jsonrpc is \"1.0\": expected \"2.0\""}}

// Nor what says no version.
>> {"id":7,"method":"eth_chainId"}
<< {"jsonrpc":"2.0","id":7,"error":{"code":-32600,"message":"jsonrpc is missing: expected \"2.0\""}}

// A call is an object.
>> 5
<< {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"expected a JSON object with a call, but got 5"}}

// Cut off.
>> {"jsonrpc":
<< {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"the request is not JSON: line 1, column..."}}

// Two values.
>> {} {}
<< {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"the request is not JSON..."}}

// Nothing.
>> 
<< {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"the request is empty: expected a JSON-RPC call"}}

// A batch is answered item by item, notifications not.
>> [{"jsonrpc":"2.0","id":7,"method":"eth_chainId"},5,{"jsonrpc":"2.0","method":"eth_chainId"},{"jsonrpc":"2.0","id":"x","method":"eth_nothing"}]
<< [{"jsonrpc":"2.0","id":7,"result":"0x7a69"},{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"expected a JSON object with a call, but got 5"}},{"jsonrpc":"2.0","id":"x","error":{"code":-32601,"message":"there is no method \"eth_nothing\" here..."}}]

// An empty batch.
>> []
<< {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"the batch is empty: expected one call or more"}}

// Notifications only.
>> [{"jsonrpc":"2.0","method":"eth_chainId"}]
<< 204

// Several chains are served, so the path must name one.
>> / {"jsonrpc":"2.0","id":7,"method":"eth_chainId"}
<< 404 {"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"several chains are served here: post to /eip155:1, /eip155:31337"}}

// And one that there is.
>> /eip155:5 {"jsonrpc":"2.0","id":7,"method":"eth_chainId"}
<< 404 {"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"there is no chain \"eip155:5\" here: post to /eip155:1, /eip155:31337"}}
