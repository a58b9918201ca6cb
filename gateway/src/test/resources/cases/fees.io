// The newest block and the base fee after it.
>> {"jsonrpc":"2.0","id":1,"method":"eth_feeHistory","params":["0x1","latest",[]]}
<< {"jsonrpc":"2.0","id":1,"result":{"oldestBlock":"0x31","baseFeePerGas":["0xe2d9b","0xc67e8"],"gasUsedRatio":[0],"baseFeePerBlobGas":["0x1","0x1"],"blobGasUsedRatio":[0]}}

// Several blocks.
>> {"jsonrpc":"2.0","id":2,"method":"eth_feeHistory","params":["0x4","latest"]}
<< {"jsonrpc":"2.0","id":2,"result":{"oldestBlock":"0x2e","baseFeePerGas":["0x1f298d","0x127558","0x103074","0xe2d9b","0xc67e8"],"gasUsedRatio":[0.003916566666666667,0.0082765,0.0030957333333333334,0],"baseFeePerBlobGas":["0x1","0x1","0x1","0x1","0x1"],"blobGasUsedRatio":[0,0,0,0]}}

// The tips at some percentiles of gas.
>> {"jsonrpc":"2.0","id":3,"method":"eth_feeHistory","params":["0x4","latest",[0,25,50.5,100]]}
<< {"jsonrpc":"2.0","id":3,"result":{"oldestBlock":"0x2e","reward":[["0x1a0","0x1a0","0x77166a73","0x77166a73"],["0x10","0x380","0x77231ea8","0x77231ea8"],["0x16f","0x16f","0x7725638c","0x7725638c"],["0x0","0x0","0x0","0x0"]],"baseFeePerGas":["0x1f298d","0x127558","0x103074","0xe2d9b","0xc67e8"],"gasUsedRatio":[0.003916566666666667,0.0082765,0.0030957333333333334,0],"baseFeePerBlobGas":["0x1","0x1","0x1","0x1","0x1"],"blobGasUsedRatio":[0,0,0,0]}}

// Without percentiles, null.
>> {"jsonrpc":"2.0","id":4,"method":"eth_feeHistory","params":["0x2","0x2f",null]}
<< {"jsonrpc":"2.0","id":4,"result":{"oldestBlock":"0x2e","baseFeePerGas":["0x1f298d","0x127558","0x103074"],"gasUsedRatio":[0.003916566666666667,0.0082765],"baseFeePerBlobGas":["0x1","0x1","0x1"],"blobGasUsedRatio":[0,0]}}

// Ending below the head: the base fee after it is the one of the next block.
>> {"jsonrpc":"2.0","id":5,"method":"eth_feeHistory","params":["0x2","0x2e",[50]]}
<< {"jsonrpc":"2.0","id":5,"result":{"oldestBlock":"0x2d","reward":[["0x0"],["0x77166a73"]],"baseFeePerGas":["0x239d33","0x1f298d","0x127558"],"gasUsedRatio":[0,0.003916566666666667],"baseFeePerBlobGas":["0x1","0x1","0x1"],"blobGasUsedRatio":[0,0]}}

// What is finalized.
>> {"jsonrpc":"2.0","id":6,"method":"eth_feeHistory","params":["0x1","finalized",[]]}
<< {"jsonrpc":"2.0","id":6,"result":{"oldestBlock":"0x2d","baseFeePerGas":["0x239d33","0x1f298d"],"gasUsedRatio":[0],"baseFeePerBlobGas":["0x1","0x1"],"blobGasUsedRatio":[0]}}

// More than there is: what is stored begins at 44.
>> {"jsonrpc":"2.0","id":7,"method":"eth_feeHistory","params":["0x400","latest",[90]]}
<< {"jsonrpc":"2.0","id":7,"result":{"oldestBlock":"0x2c","reward":[["0x770ce8c7"],["0x0"],["0x77166a73"],["0x77231ea8"],["0x7725638c"],["0x0"]],"baseFeePerGas":["0x28ab39","0x239d33","0x1f298d","0x127558","0x103074","0xe2d9b","0xc67e8"],"gasUsedRatio":[0.0028340333333333333,0,0.003916566666666667,0.0082765,0.0030957333333333334,0],"baseFeePerBlobGas":["0x1","0x1","0x1","0x1","0x1","0x1","0x1"],"blobGasUsedRatio":[0,0,0,0,0,0]}}
<<[memory] {"jsonrpc":"2.0","id":7,"error":{"code":-32002,"message":"not available now: memory does not have it, and no disk tier is configured"}}

// No blocks.
>> {"jsonrpc":"2.0","id":8,"method":"eth_feeHistory","params":["0x0","latest",[]]}
<< {"jsonrpc":"2.0","id":8,"result":{"oldestBlock":"0x0","baseFeePerGas":[],"gasUsedRatio":[],"baseFeePerBlobGas":[],"blobGasUsedRatio":[]}}

// From before the London fork there are no base fees; the tip is the whole price.
>> /eip155:1 {"jsonrpc":"2.0","id":9,"method":"eth_feeHistory","params":["0x3","latest",[60]]}
<< {"jsonrpc":"2.0","id":9,"result":{"oldestBlock":"0xf426f","reward":[["0x0"],["0xba43b7400"],["0xba43b7400"]],"baseFeePerGas":["0x0","0x0","0x0","0x0"],"gasUsedRatio":[0,0.006684509000532214,0.006684509000532214],"baseFeePerBlobGas":["0x0","0x0","0x0","0x0"],"blobGasUsedRatio":[0,0,0]}}

// Above the head.
>> {"jsonrpc":"2.0","id":10,"method":"eth_feeHistory","params":["0x1","0x32",[]]}
<< {"jsonrpc":"2.0","id":10,"error":{"code":-32000,"message":"request beyond head block: requested 50, head 49"}}
<<[memory] {"jsonrpc":"2.0","id":10,"error":{"code":-32002,"message":"not available now: memory does not have it, and no disk tier is configured"}}

// Below what is stored.
>> {"jsonrpc":"2.0","id":11,"method":"eth_feeHistory","params":["0x1","0x2b",[]]}
<< {"jsonrpc":"2.0","id":11,"error":{"code":4444,"message":"block 43 is from before the first that is stored"}}
<<[memory] {"jsonrpc":"2.0","id":11,"error":{"code":-32002,"message":"not available now: memory does not have it, and no disk tier is configured"}}

// A chain that says nothing of finality.
>> /eip155:1 {"jsonrpc":"2.0","id":12,"method":"eth_feeHistory","params":["0x1","safe",[]]}
<< {"jsonrpc":"2.0","id":12,"error":{"code":-32000,"message":"the chain has not said which block that is"}}

// Tips need receipts, and one block is stored without.
>> /eip155:1 {"jsonrpc":"2.0","id":13,"method":"eth_feeHistory","params":["0x2","0xf4269",[50]]}
<< {"jsonrpc":"2.0","id":13,"error":{"code":-32002,"message":"the receipts of block 1000041 (0xe05ad1156a948566ddc421a3124c92203d154ef8f15ae3d6cf7c4e6cf74228fe) are not known: it was stored without them"}}

// Percentiles ascend.
>> {"jsonrpc":"2.0","id":14,"method":"eth_feeHistory","params":["0x1","latest",[50,10]]}
<< {"jsonrpc":"2.0","id":14,"error":{"code":-32602,"message":"params[2] (reward percentiles) is [50,10]: expected up to 100 numbers from 0 to 100, in ascending order"}}

// To 100.
>> {"jsonrpc":"2.0","id":15,"method":"eth_feeHistory","params":["0x1","latest",[101]]}
<< {"jsonrpc":"2.0","id":15,"error":{"code":-32602,"message":"params[2] (reward percentiles) is [101]: expected up to 100 numbers from 0 to 100, in ascending order"}}

// From 0.
>> {"jsonrpc":"2.0","id":16,"method":"eth_feeHistory","params":["0x1","latest",[-1]]}
<< {"jsonrpc":"2.0","id":16,"error":{"code":-32602,"message":"params[2] (reward percentiles) is [-1]: expected up to 100 numbers from 0 to 100, in ascending order"}}

// And are numbers.
>> {"jsonrpc":"2.0","id":17,"method":"eth_feeHistory","params":["0x1","latest",["50"]]}
<< {"jsonrpc":"2.0","id":17,"error":{"code":-32602,"message":"params[2] (reward percentiles) is [\"50\"]: expected up to 100 numbers from 0 to 100, in ascending order"}}

// In a list.
>> {"jsonrpc":"2.0","id":18,"method":"eth_feeHistory","params":["0x1","latest",50]}
<< {"jsonrpc":"2.0","id":18,"error":{"code":-32602,"message":"params[2] (reward percentiles) is 50: expected up to 100 numbers from 0 to 100, in ascending order"}}

// The count is a quantity.
>> {"jsonrpc":"2.0","id":19,"method":"eth_feeHistory","params":[4,"latest",[]]}
<< {"jsonrpc":"2.0","id":19,"error":{"code":-32602,"message":"params[0] (block count) is 4: expected a number as 0x and hexadecimal digits without leading zeros"}}

// The newest block is needed.
>> {"jsonrpc":"2.0","id":20,"method":"eth_feeHistory","params":["0x4"]}
<< {"jsonrpc":"2.0","id":20,"error":{"code":-32602,"message":"params[1] (newest block) is missing: eth_feeHistory takes 2 to 3"}}

// The tip that 60 % of the lowest tips of the newest blocks are not above. Memory lacks what is before its window.
>> {"jsonrpc":"2.0","id":21,"method":"eth_maxPriorityFeePerGas","params":[]}
<< {"jsonrpc":"2.0","id":21,"result":"0x770ce8c7"}
<<[memory] {"jsonrpc":"2.0","id":21,"error":{"code":-32002,"message":"not available now: memory does not have it, and no disk tier is configured"}}

// With the base fee of the head.
>> {"jsonrpc":"2.0","id":22,"method":"eth_gasPrice","params":[]}
<< {"jsonrpc":"2.0","id":22,"result":"0x771b1662"}
<<[memory] {"jsonrpc":"2.0","id":22,"error":{"code":-32002,"message":"not available now: memory does not have it, and no disk tier is configured"}}

// Before the London fork a tip is a whole price.
>> /eip155:1 {"jsonrpc":"2.0","id":23,"method":"eth_gasPrice","params":[]}
<< {"jsonrpc":"2.0","id":23,"result":"0xba43b7400"}
<<[memory] {"jsonrpc":"2.0","id":23,"error":{"code":-32002,"message":"not available now: memory does not have it, and no disk tier is configured"}}

// The base fee of the next block.
>> {"jsonrpc":"2.0","id":24,"method":"eth_baseFee","params":[]}
<< {"jsonrpc":"2.0","id":24,"result":"0xc67e8"}

// There was none before the London fork.
>> /eip155:1 {"jsonrpc":"2.0","id":25,"method":"eth_baseFee","params":[]}
<< {"jsonrpc":"2.0","id":25,"result":"0x0"}

// Without excess a blob costs 1 wei per gas.
>> {"jsonrpc":"2.0","id":26,"method":"eth_blobBaseFee","params":[]}
<< {"jsonrpc":"2.0","id":26,"result":"0x1"}

// Before the Cancun fork there were no blobs.
>> /eip155:1 {"jsonrpc":"2.0","id":27,"method":"eth_blobBaseFee","params":[]}
<< {"jsonrpc":"2.0","id":27,"result":null}

// It takes no params.
>> {"jsonrpc":"2.0","id":28,"method":"eth_gasPrice","params":["latest"]}
<< {"jsonrpc":"2.0","id":28,"error":{"code":-32602,"message":"too many params: eth_gasPrice takes 0, but got 1"}}
