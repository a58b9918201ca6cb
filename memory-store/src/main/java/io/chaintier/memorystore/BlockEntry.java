package io.chaintier.memorystore;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import io.chaintier.store.BlockHeader;
import io.chaintier.store.StoredBlock;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A block in the form that Redis keeps; see the package for the layout.
 *
 * @param header   from the number on: sequence and rank stand before it in Redis
 * @param hashes   of the transactions
 * @param places   for each transaction: length 1, index 4, and as text where its body and receipt begin and end in the
 *                 lists below
 * @param bodies   of the transactions
 * @param receipts of no bytes where they are not known
 * @param terms    what the receipts can be searched by, without the rank; empty where that is not known
 */
record BlockEntry(
        BlockRef ref,
        byte[] header,
        byte[] hashes,
        byte[] places,
        byte[] bodies,
        byte[] receipts,
        Optional<byte[]> terms) {
    private static final int FIXED_BYTES = 44;
    /** About. */
    private static final int PLACE_BYTES = 32;

    static BlockEntry of(Block block) {
        List<Transaction> transactions = block.transactions();
        return of(
                block.ref(),
                header(
                        block.ref(),
                        block.timestamp(),
                        block.bodyFormat(),
                        transactions.size(),
                        block.parentHash(),
                        block.header()),
                transactions.stream().map(Transaction::hash).toList(),
                transactions.stream().map(Transaction::body).toList(),
                block.receipts().map(known -> known.stream().map(Receipt::body).toList()),
                block.receipts().flatMap(TermIndex::of));
    }

    static BlockEntry of(StoredBlock block) {
        BlockHeader header = block.header();
        return of(
                header.ref(),
                header(
                        header.ref(),
                        header.timestamp(),
                        header.bodyFormat(),
                        header.transactionCount(),
                        header.parentHash(),
                        header.header()),
                block.transactionHashes(),
                block.transactions(),
                header.receiptsKnown() ? Optional.of(block.receipts()) : Optional.empty(),
                Optional.empty());
    }

    private static BlockEntry of(
            BlockRef ref,
            byte[] header,
            List<Hash> hashes,
            List<Bytes> bodies,
            Optional<List<Bytes>> receipts,
            Optional<byte[]> terms) {
        return new BlockEntry(
                ref,
                header,
                packHashes(hashes),
                places(bodies, receipts.orElse(List.of())),
                pack(bodies),
                receipts.map(BlockEntry::pack).orElse(new byte[0]),
                terms);
    }

    private static byte[] header(
            BlockRef ref, long timestamp, long bodyFormat, int transactions, Hash parent, Bytes header) {
        byte[] parentBytes = parent.array();
        return ByteBuffer.allocate(FIXED_BYTES - 16 + 1 + parentBytes.length + header.size())
                .putLong(ref.number())
                .putLong(timestamp)
                .putLong(bodyFormat)
                .putInt(transactions)
                .put((byte) parentBytes.length)
                .put(parentBytes)
                .put(header.array())
                .array();
    }

    /** The whole entry, sequence and rank included, as Redis answers it. */
    static BlockHeader readHeader(byte[] hash, byte[] entry) {
        ByteBuffer in = ByteBuffer.wrap(entry);
        long sequence = in.getLong();
        boolean receiptsKnown = in.getLong() > 0;
        BlockRef ref = new BlockRef(in.getLong(), Hash.of(hash));
        long timestamp = in.getLong();
        long bodyFormat = in.getLong();
        int transactions = in.getInt();
        Hash parent = Hash.of(take(in, in.get()));
        Bytes header = Bytes.of(take(in, in.remaining()));
        return new BlockHeader(sequence, ref, parent, timestamp, bodyFormat, header, transactions, receiptsKnown);
    }

    static byte[] packHashes(List<Hash> hashes) {
        int width = hashes.stream().mapToInt(hash -> hash.array().length).max().orElse(0);
        byte[] packed = new byte[1 + hashes.size() * (1 + width)];
        packed[0] = (byte) width;
        int at = 1;
        for (Hash hash : hashes) {
            byte[] bytes = hash.array();
            packed[at] = (byte) bytes.length;
            System.arraycopy(bytes, 0, packed, at + 1, bytes.length);
            at += 1 + width;
        }
        return packed;
    }

    static List<Hash> unpackHashes(byte[] packed) {
        List<Hash> hashes = new ArrayList<>();
        int width = packed[0];
        for (int at = 1; at < packed.length; at += 1 + width) {
            byte[] bytes = new byte[packed[at]];
            System.arraycopy(packed, at + 1, bytes, 0, bytes.length);
            hashes.add(Hash.of(bytes));
        }
        return hashes;
    }

    private static byte[] places(List<Bytes> bodies, List<Bytes> receipts) {
        ByteArrayOutputStream places = new ByteArrayOutputStream(PLACE_BYTES * bodies.size());
        int body = start(bodies);
        int receipt = start(receipts);
        for (int index = 0; index < bodies.size(); index++) {
            int nextBody = body + bodies.get(index).size();
            int nextReceipt =
                    receipt + (receipts.isEmpty() ? 0 : receipts.get(index).size());
            byte[] positions =
                    (body + " " + (nextBody - 1) + " " + receipt + " " + (nextReceipt - 1)).getBytes(US_ASCII);
            places.write(Integer.BYTES + positions.length);
            places.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(index).array());
            places.writeBytes(positions);
            body = nextBody;
            receipt = nextReceipt;
        }
        return places.toByteArray();
    }

    /** Where the first item is: behind the offsets of all and of the end. */
    private static int start(List<Bytes> items) {
        return 4 * (items.size() + 1);
    }

    static byte[] pack(List<Bytes> items) {
        int end = start(items);
        ByteBuffer packed =
                ByteBuffer.allocate(items.stream().mapToInt(Bytes::size).reduce(end, Math::addExact));
        for (Bytes item : items) {
            packed.putInt(end);
            end += item.size();
        }
        packed.putInt(end);
        for (Bytes item : items) {
            packed.put(item.array());
        }
        return packed.array();
    }

    static List<Bytes> unpack(byte[] packed) {
        ByteBuffer in = ByteBuffer.wrap(packed);
        int count = in.getInt(0) / 4 - 1;
        List<Bytes> items = new ArrayList<>(count);
        in.position(in.getInt(0));
        for (int i = 0; i < count; i++) {
            items.add(Bytes.of(take(in, in.getInt(4 * (i + 1)) - in.getInt(4 * i))));
        }
        return items;
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
