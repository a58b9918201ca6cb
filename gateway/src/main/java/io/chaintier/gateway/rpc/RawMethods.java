package io.chaintier.gateway.rpc;

import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.evm.IncompleteBlockException;
import io.chaintier.evm.ProvenRlp;
import io.chaintier.gateway.read.Answer;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import io.chaintier.gateway.rpc.RpcMethod.ValueWriter;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.StoredBlock;
import io.chaintier.store.StoredTransaction;
import io.chaintier.store.TransactionSelector;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Blocks and their parts as consensus has them. The bytes are made from what is stored, and given only if they hash to what
 * the chain says; else the answer is an error that says why.
 */
final class RawMethods implements AllMethods.Group {
    private static final List<String> BLOCK = List.of(Params.NUMBER_OR_TAG_OR_HASH);

    private final TieredReader reader;
    private final ProvenRlp rlp = new ProvenRlp();

    RawMethods(TieredReader reader) {
        this.reader = reader;
    }

    @Override
    public Map<String, RpcMethod> methods() {
        return Map.of(
                "debug_getRawHeader", new RpcMethod(BLOCK, (chain, in) -> header(chain, in.numberOrTagOrHash(0))),
                "debug_getRawBlock", new RpcMethod(BLOCK, (chain, in) -> block(chain, in.numberOrTagOrHash(0))),
                "debug_getRawReceipts", new RpcMethod(BLOCK, (chain, in) -> receipts(chain, in.numberOrTagOrHash(0))),
                "debug_getRawTransaction",
                        new RpcMethod(List.of(Params.TRANSACTION_HASH), (chain, in) -> transaction(chain, in.hash(0))));
    }

    private Result header(ChainId chain, BlockSelector which) throws RpcException {
        return ofBlock(chain, which, BlockDetail.HEADER, block -> hex(rlp.header(Results.context(block.header()))));
    }

    private Result block(ChainId chain, BlockSelector which) throws RpcException {
        return ofBlock(
                chain,
                which,
                BlockDetail.TRANSACTIONS,
                block -> hex(
                        rlp.block(Results.context(block.header()), block.transactionHashes(), block.transactions())));
    }

    private Result receipts(ChainId chain, BlockSelector which) throws RpcException {
        Answer<StoredBlock> answer = reader.block(chain, which, BlockDetail.RECEIPTS);
        if (answer.value().isPresent()) {
            ReceiptMethods.checkKnown(answer.value().get().header());
        }
        return proven(() -> Results.block(which, answer, block -> {
            List<byte[]> receipts = rlp.receipts(
                    Results.context(block.header()), block.transactionHashes(), block.transactions(), block.receipts());
            return out -> {
                out.writeStartArray();
                for (byte[] receipt : receipts) {
                    hex(receipt).write(out);
                }
                out.writeEndArray();
            };
        }));
    }

    private Result transaction(ChainId chain, Hash hash) throws RpcException {
        TransactionSelector which = TransactionSelector.hash(hash);
        Answer<StoredTransaction> answer = reader.transaction(chain, which, false);
        return proven(() -> Results.transaction(
                which,
                answer,
                found -> hex(
                        rlp.transaction(Results.context(found.block()), found.index(), found.hash(), found.body()))));
    }

    private Result ofBlock(
            ChainId chain, BlockSelector which, BlockDetail detail, Function<StoredBlock, ValueWriter> encode)
            throws RpcException {
        Answer<StoredBlock> answer = reader.block(chain, which, detail);
        return proven(() -> Results.block(which, answer, encode));
    }

    /** The bytes are made here, not when the answer is written: what fails must be an error. */
    private static Result proven(Supplier<Result> encoding) throws RpcException {
        try {
            return encoding.get();
        } catch (IncompleteBlockException e) {
            throw RpcException.notStored(e.getMessage());
        }
    }

    private static ValueWriter hex(byte[] bytes) {
        return out -> out.writeString("0x" + HexFormat.of().formatHex(bytes));
    }
}
