package io.chaintier.gateway.rpc;

import io.chaintier.event.ChainId;
import io.chaintier.evm.EvmRenderer;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.TransactionSelector;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Transactions. One is found by its hash only in a canonical block. */
final class TransactionMethods implements AllMethods.Group {
    private static final String INDEX = "transaction index";

    private final TieredReader reader;
    private final EvmRenderer renderer;

    TransactionMethods(TieredReader reader, EvmRenderer renderer) {
        this.reader = reader;
        this.renderer = renderer;
    }

    @Override
    public Map<String, RpcMethod> methods() {
        return Map.of(
                "eth_getTransactionByHash",
                new RpcMethod(
                        List.of(Params.TRANSACTION_HASH),
                        (chain, in) -> transaction(chain, TransactionSelector.hash(in.hash(0)))),
                "eth_getTransactionByBlockNumberAndIndex",
                new RpcMethod(
                        List.of(Params.NUMBER_OR_TAG, INDEX),
                        (chain, in) -> transactionAt(chain, in.numberOrTag(0), in.index(1))),
                "eth_getTransactionByBlockHashAndIndex",
                new RpcMethod(
                        List.of(Params.BLOCK_HASH, INDEX),
                        (chain, in) -> transactionAt(chain, in.blockHash(0), in.index(1))));
    }

    private Result transactionAt(ChainId chain, BlockSelector block, OptionalInt index) {
        return index.isPresent() ? transaction(chain, TransactionSelector.at(block, index.getAsInt())) : Results.none();
    }

    private Result transaction(ChainId chain, TransactionSelector which) {
        return Results.transaction(
                which,
                reader.transaction(chain, which, false),
                found -> out -> renderer.writeTransaction(
                        out, Results.context(found.block()), found.index(), found.hash(), found.body()));
    }
}
