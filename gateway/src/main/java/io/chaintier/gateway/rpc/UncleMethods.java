package io.chaintier.gateway.rpc;

import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.evm.EvmRenderer;
import io.chaintier.gateway.read.Answer;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.StoredBlock;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Uncles. A block names those it has; they themselves are not stored. */
final class UncleMethods implements AllMethods.Group {
    private static final String INDEX = "uncle index";

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
                new RpcMethod(List.of(Params.BLOCK_HASH), (chain, in) -> count(chain, in.blockHash(0))),
                "eth_getUncleByBlockNumberAndIndex",
                new RpcMethod(
                        List.of(Params.NUMBER_OR_TAG, INDEX),
                        (chain, in) -> uncle(chain, in.numberOrTag(0), in.index(1))),
                "eth_getUncleByBlockHashAndIndex",
                new RpcMethod(
                        List.of(Params.BLOCK_HASH, INDEX), (chain, in) -> uncle(chain, in.blockHash(0), in.index(1))));
    }

    /** Null where there is no such uncle, as a node says; where there is one, that it is not stored. */
    private Result uncle(ChainId chain, BlockSelector which, OptionalInt index) throws RpcException {
        Answer<StoredBlock> block = reader.block(chain, which, BlockDetail.HEADER);
        if (block.value().isPresent() && index.isPresent()) {
            List<Hash> uncles =
                    renderer.uncles(Results.context(block.value().get().header()));
            if (index.getAsInt() < uncles.size()) {
                throw notStored(block.value().get(), index.getAsInt(), uncles.get(index.getAsInt()));
            }
        }
        return Results.block(which, block, found -> out -> out.writeNull());
    }

    private static RpcException notStored(StoredBlock block, int index, Hash uncle) {
        return RpcException.notStored("uncle " + index + " of block "
                        + block.header().ref().number() + " is " + uncle + ", of which nothing but the hash is stored")
                .withData(Map.of("hash", uncle.toString()));
    }

    private Result count(ChainId chain, BlockSelector which) {
        return Results.block(
                which,
                reader.block(chain, which, BlockDetail.HEADER),
                block -> Results.quantity(
                        renderer.uncles(Results.context(block.header())).size()));
    }
}
