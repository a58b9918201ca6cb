package io.chaintier.evm;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.evm.EvmShapes.BlockFacts;
import io.chaintier.evm.EvmShapes.LogFacts;
import io.chaintier.evm.EvmShapes.ReceiptFacts;
import io.chaintier.evm.EvmShapes.TransactionFacts;
import io.chaintier.evm.avro.EvmLog;
import io.chaintier.evm.avro.EvmReceipt;
import io.chaintier.evm.avro.EvmTransaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Stored blocks back to the JSON that {@link EvmParser} made them from. Known fields come in the order of go-ethereum,
 * fields it does not know at the end. Values are streamed to the generator, which must be one that writes text
 * ({@code writeRawValue} is used). Stateless, thread-safe.
 *
 * <p>All methods throw {@link UnreadableBodyException} if bytes cannot be decoded and {@link IOException} if the
 * generator cannot write; in both cases it may have got a part of the object.
 */
public final class EvmRenderer {
    /**
     * What is known of a block beside its transactions.
     *
     * @param timestamp  seconds since 1970
     * @param bodyFormat as in {@link io.chaintier.event.Block}
     * @param header     as in {@link io.chaintier.event.Block}
     */
    public record BlockContext(BlockRef ref, Hash parentHash, long timestamp, long bodyFormat, Bytes header) {
        public BlockContext {
            requireNonNull(ref, "ref");
            requireNonNull(parentHash, "parentHash");
            requireNonNull(header, "header");
        }

        BlockFacts facts() {
            return new BlockFacts(buffer(ref.hash()), ref.number(), buffer(parentHash), timestamp);
        }

        TransactionFacts transaction(int index, Hash hash) {
            return new TransactionFacts(facts(), (long) index, buffer(hash));
        }

        private static ByteBuffer buffer(Hash hash) {
            return ByteBuffer.wrap(hash.array());
        }
    }

    /** The block with the hashes of its transactions. */
    public void writeBlock(JsonGenerator out, BlockContext block, List<Hash> transactionHashes) throws IOException {
        writeBlock(out, block, hex -> {
            for (Hash hash : transactionHashes) {
                Forms.HASH.write(hex, BlockContext.buffer(hash));
            }
        });
    }

    /** @param bodies the transactions, as many as hashes and in the same order */
    public void writeFullBlock(JsonGenerator out, BlockContext block, List<Hash> transactionHashes, List<Bytes> bodies)
            throws IOException {
        writeBlock(out, block, hex -> {
            for (int i = 0; i < bodies.size(); i++) {
                writeTransaction(hex, block, i, transactionHashes.get(i), bodies.get(i));
            }
        });
    }

    /** @param index place in the block, from 0 */
    public void writeTransaction(JsonGenerator out, BlockContext block, int index, Hash hash, Bytes body)
            throws IOException {
        writeTransaction(new HexWriter(out), block, index, hash, body);
    }

    /**
     * @param index   place in the block, from 0
     * @param hash    hash of the receipt's transaction
     * @param body    that transaction
     * @param receipt its receipt
     */
    public void writeReceipt(JsonGenerator out, BlockContext block, int index, Hash hash, Bytes body, Bytes receipt)
            throws IOException {
        BodyFormat format = BodyFormat.of(block.bodyFormat());
        TransactionFacts at = block.transaction(index, hash);
        EvmReceipt record = format.receipt(receipt);
        EvmShapes.RECEIPT.write(
                new HexWriter(out),
                record,
                new ReceiptFacts(at, format.transaction(body)),
                hex -> writeLogs(hex, record, at));
    }

    /** Hashes of the uncles that the block names, in its order; none where it says nothing of uncles. */
    public List<Hash> uncles(BlockContext block) {
        return HeaderRlp.fields(block)
                .find("uncles")
                .map(found -> ((List<?>) found)
                        .stream()
                                .map(hash -> Hash.of(((ByteBuffer) hash).array()))
                                .toList())
                .orElse(List.of());
    }

    private static void writeBlock(JsonGenerator out, BlockContext block, Shape.Content transactions)
            throws IOException {
        EvmShapes.HEADER.write(
                new HexWriter(out), BodyFormat.of(block.bodyFormat()).header(block.header()), block.facts(), hex -> {
                    hex.json().writeStartArray();
                    transactions.write(hex);
                    hex.json().writeEndArray();
                });
    }

    private static void writeTransaction(HexWriter out, BlockContext block, int index, Hash hash, Bytes body)
            throws IOException {
        EvmTransaction record = BodyFormat.of(block.bodyFormat()).transaction(body);
        EvmShapes.TRANSACTION.write(out, record, block.transaction(index, hash));
    }

    private static void writeLogs(HexWriter out, EvmReceipt receipt, TransactionFacts at) throws IOException {
        long index = receipt.getFirstLogIndex() == null ? -1 : receipt.getFirstLogIndex();
        out.json().writeStartArray();
        for (EvmLog log : receipt.getLogs()) {
            EvmShapes.LOG.write(out, log, new LogFacts(at, index));
            index++;
        }
        out.json().writeEndArray();
    }
}
