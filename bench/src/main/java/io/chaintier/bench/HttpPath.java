package io.chaintier.bench;

import io.chaintier.event.Block;
import java.net.URI;

/** JSON-RPC over connections that are kept. */
record HttpPath(URI uri, BenchChain chain) implements ReadPath {
    @Override
    public Load.Reader open(What what) {
        KeepAlive connection = new KeepAlive(uri);
        return new Load.Reader() {
            @Override
            public void read(int number) {
                connection.ask(call(what, number));
            }

            @Override
            public void close() {
                connection.close();
            }
        };
    }

    private String call(What what, int number) {
        String start = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"";
        Block block = chain.block(number);
        String height = "0x" + Long.toHexString(block.ref().number());
        return start
                + switch (what) {
                    case TRANSACTION ->
                        "eth_getTransactionByHash\",\"params\":[\"" + chain.transaction(number) + "\"]}";
                    case RECEIPT -> "eth_getTransactionReceipt\",\"params\":[\"" + chain.transaction(number) + "\"]}";
                    case BLOCK -> "eth_getBlockByNumber\",\"params\":[\"" + height + "\",true]}";
                    case LOGS ->
                        "eth_getLogs\",\"params\":[{\"fromBlock\":\"" + height + "\",\"toBlock\":\"" + height
                                + "\",\"address\":\"" + chain.token() + "\"}]}";
                };
    }
}
