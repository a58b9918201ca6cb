package io.chaintier.gateway.rpc;

import io.chaintier.event.ChainId;
import io.chaintier.evm.EvmRenderer;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import java.util.List;
import java.util.Map;

/** Uncles. A block names those it has; they themselves are not stored. */
final class UncleMethods implements AllMethods.Group {
    private final TieredReader reader;
    private final EvmRenderer renderer;

    UncleMethods(TieredReader reader, EvmRenderer renderer) {
        this.reader = reader;
        this.renderer = renderer;
    }

    @Override
    public Map<String, RpcMethod> methods() {
        return Map.of(
                "eth_getUncleCountByBlockNumber",
                new RpcMethod(List.of(Params.NUMBER_OR_TAG), (chain, in) -> count(chain, in.numberOrTag(0))),
                "eth_getUncleCountByBlockHash",
                new RpcMethod(List.of(Params.BLOCK_HASH), (chain, in) -> count(chain, in.blockHash(0))));
    }

    private Result count(ChainId chain, BlockSelector which) {
        return Results.block(
                which,
                reader.block(chain, which, BlockDetail.HEADER),
                block -> Results.quantity(renderer.uncleCount(Results.context(block.header()))));
    }
}
