package io.chaintier.gateway.rpc;

import io.chaintier.event.ChainId;
import io.chaintier.evm.EvmRenderer;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import java.util.List;
import java.util.Map;

/** Blocks. One is found by its hash also when it was abandoned. */
final class BlockMethods implements AllMethods.Group {
    private final TieredReader reader;
    private final EvmRenderer renderer;

    BlockMethods(TieredReader reader, EvmRenderer renderer) {
        this.reader = reader;
        this.renderer = renderer;
    }

    @Override
    public Map<String, RpcMethod> methods() {
        return Map.of(
                "eth_getBlockByNumber",
                new RpcMethod(
                        List.of(Params.NUMBER_OR_TAG, "full transactions"),
                        (chain, in) -> block(chain, in.numberOrTag(0), in.bool(1))),
                "eth_getBlockByHash",
                new RpcMethod(
                        List.of(Params.BLOCK_HASH, "full transactions"),
                        (chain, in) -> block(chain, in.blockHash(0), in.bool(1))),
                "eth_getBlockTransactionCountByNumber",
                new RpcMethod(List.of(Params.NUMBER_OR_TAG), (chain, in) -> transactionCount(chain, in.numberOrTag(0))),
                "eth_getBlockTransactionCountByHash",
                new RpcMethod(List.of(Params.BLOCK_HASH), (chain, in) -> transactionCount(chain, in.blockHash(0))));
    }

    private Result block(ChainId chain, BlockSelector which, boolean full) {
        BlockDetail detail = full ? BlockDetail.TRANSACTIONS : BlockDetail.HEADER;
        return Results.block(
                which,
                reader.block(chain, which, detail),
                block -> full
                        ? out -> renderer.writeFullBlock(
                                out, Results.context(block.header()), block.transactionHashes(), block.transactions())
                        : out -> renderer.writeBlock(out, Results.context(block.header()), block.transactionHashes()));
    }

    private Result transactionCount(ChainId chain, BlockSelector which) {
        return Results.block(
                which,
                reader.block(chain, which, BlockDetail.HEADER),
                block -> Results.quantity(block.header().transactionCount()));
    }
}
