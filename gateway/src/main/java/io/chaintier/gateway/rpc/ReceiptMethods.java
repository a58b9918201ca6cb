package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.core.JsonGenerator;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.evm.EvmRenderer;
import io.chaintier.evm.EvmRenderer.BlockContext;
import io.chaintier.gateway.read.Answer;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockHeader;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.StoredBlock;
import io.chaintier.store.StoredTransaction;
import io.chaintier.store.TransactionSelector;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Receipts. Those of a block that was published without them are an error, never null. */
final class ReceiptMethods implements AllMethods.Group {
    private final TieredReader reader;
    private final EvmRenderer renderer;

    ReceiptMethods(TieredReader reader, EvmRenderer renderer) {
        this.reader = reader;
        this.renderer = renderer;
    }

    @Override
    public Map<String, RpcMethod> methods() {
        return Map.of(
                "eth_getTransactionReceipt",
                new RpcMethod(List.of(Params.TRANSACTION_HASH), (chain, in) -> receipt(chain, in.hash(0))),
                "eth_getBlockReceipts",
                new RpcMethod(
                        List.of(Params.NUMBER_OR_TAG_OR_HASH),
                        (chain, in) -> receipts(chain, in.numberOrTagOrHash(0), in.requiresCanonical(0))));
    }

    private Result receipt(ChainId chain, Hash hash) throws RpcException {
        TransactionSelector which = TransactionSelector.hash(hash);
        Answer<StoredTransaction> transaction = reader.transaction(chain, which, true);
        if (transaction.value().isPresent()) {
            checkKnown(transaction.value().get().block());
        }
        return Results.transaction(
                which,
                transaction,
                found -> out -> renderer.writeReceipt(
                        out,
                        Results.context(found.block()),
                        found.index(),
                        found.hash(),
                        found.body(),
                        found.receipt().orElseThrow()));
    }

    private Result receipts(ChainId chain, BlockSelector which, boolean mustBeCanonical) throws RpcException {
        Answer<StoredBlock> block = reader.block(chain, which, BlockDetail.RECEIPTS);
        if (block.value().isPresent()) {
            BlockHeader header = block.value().get().header();
            if (mustBeCanonical && !isCanonical(chain, header.ref())) {
                throw RpcException.invalidInput("block " + header.ref().hash() + " is not canonical");
            }
            checkKnown(header);
        }
        return Results.block(which, block, found -> out -> write(out, found));
    }

    private void write(JsonGenerator out, StoredBlock block) throws IOException {
        BlockContext context = Results.context(block.header());
        out.writeStartArray();
        for (int i = 0; i < block.receipts().size(); i++) {
            renderer.writeReceipt(
                    out,
                    context,
                    i,
                    block.transactionHashes().get(i),
                    block.transactions().get(i),
                    block.receipts().get(i));
        }
        out.writeEndArray();
    }

    private boolean isCanonical(ChainId chain, BlockRef block) {
        return reader.block(chain, BlockSelector.number(block.number()), BlockDetail.HEADER)
                .value()
                .map(found -> found.header().ref().hash())
                .equals(Optional.of(block.hash()));
    }

    /** @throws RpcException if the block was stored without receipts */
    static void checkKnown(BlockHeader block) throws RpcException {
        if (!block.receiptsKnown()) {
            throw notKnown(block.ref());
        }
    }

    static RpcException notKnown(BlockRef block) {
        return RpcException.notStored("the receipts of block " + block + " are not known: it was stored without them");
    }
}
