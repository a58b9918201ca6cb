package io.chaintier.event.wire;

import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.Envelope;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Hash;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import io.chaintier.event.avro.BlockAppendedRecord;
import io.chaintier.event.avro.BlockRefRecord;
import io.chaintier.event.avro.ChainEventRecord;
import io.chaintier.event.avro.FinalityAdvancedRecord;
import io.chaintier.event.avro.ReceiptRecord;
import io.chaintier.event.avro.TransactionRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Events to the generated Avro types and back. Byte strings are shared, not copied. */
final class EventRecords {
    private EventRecords() {}

    static BlockAppendedRecord record(Block block) {
        List<TransactionRecord> transactions =
                new ArrayList<>(block.transactions().size());
        for (Transaction transaction : block.transactions()) {
            transactions.add(new TransactionRecord(
                    buffer(transaction.hash().array()),
                    buffer(transaction.body().array())));
        }
        return new BlockAppendedRecord(
                record(block.ref()),
                buffer(block.parentHash().array()),
                block.timestamp(),
                block.bodyFormat(),
                buffer(block.header().array()),
                transactions,
                block.receipts().map(EventRecords::receipts).orElse(null));
    }

    private static List<ReceiptRecord> receipts(List<Receipt> receipts) {
        List<ReceiptRecord> records = new ArrayList<>(receipts.size());
        for (Receipt receipt : receipts) {
            records.add(new ReceiptRecord(
                    buffer(receipt.body().array()),
                    receipt.terms().stream().map(term -> buffer(term.array())).toList()));
        }
        return records;
    }

    static Block block(BlockAppendedRecord record) {
        List<Transaction> transactions =
                new ArrayList<>(record.getTransactions().size());
        for (TransactionRecord transaction : record.getTransactions()) {
            transactions.add(new Transaction(hash(transaction.getHash()), bytes(transaction.getBody())));
        }
        return new Block(
                ref(record.getBlock()),
                hash(record.getParentHash()),
                record.getTimestamp(),
                record.getBodyFormat(),
                bytes(record.getHeader()),
                transactions,
                Optional.ofNullable(record.getReceipts()).map(EventRecords::receiptsOf));
    }

    private static List<Receipt> receiptsOf(List<ReceiptRecord> records) {
        List<Receipt> receipts = new ArrayList<>(records.size());
        for (ReceiptRecord record : records) {
            receipts.add(new Receipt(
                    bytes(record.getBody()),
                    record.getTerms().stream().map(EventRecords::bytes).toList()));
        }
        return receipts;
    }

    static FinalityAdvancedRecord record(FinalityAdvanced finality) {
        return new FinalityAdvancedRecord(
                finality.safe().map(EventRecords::record).orElse(null),
                finality.finalized().map(EventRecords::record).orElse(null));
    }

    static FinalityAdvanced finality(FinalityAdvancedRecord record) {
        return new FinalityAdvanced(
                Optional.ofNullable(record.getSafe()).map(EventRecords::ref),
                Optional.ofNullable(record.getFinalized()).map(EventRecords::ref));
    }

    static ChainEventRecord record(Envelope envelope, Object payload) {
        return new ChainEventRecord(
                envelope.chain().toString(),
                envelope.sequence(),
                envelope.publisher(),
                envelope.emittedAt(),
                record(envelope.head()),
                payload);
    }

    static Envelope envelope(ChainEventRecord record) {
        return new Envelope(
                ChainId.parse(record.getChain()),
                record.getSequence(),
                record.getPublisher(),
                record.getEmittedAt(),
                ref(record.getHead()));
    }

    static BlockRefRecord record(BlockRef ref) {
        return new BlockRefRecord(ref.number(), buffer(ref.hash().array()));
    }

    static BlockRef ref(BlockRefRecord record) {
        return new BlockRef(record.getNumber(), hash(record.getHash()));
    }

    private static Hash hash(ByteBuffer buffer) {
        return Hash.of(exact(buffer));
    }

    static Bytes bytes(ByteBuffer buffer) {
        return Bytes.of(exact(buffer));
    }

    static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes);
    }

    /** The decoder gives every byte string an array of its own, mostly of just its size. */
    static byte[] exact(ByteBuffer buffer) {
        if (buffer.arrayOffset() == 0 && buffer.remaining() == buffer.array().length) {
            return buffer.array();
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
