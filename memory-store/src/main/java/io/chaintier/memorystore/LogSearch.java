package io.chaintier.memorystore;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.store.BlockHeader;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogPage.BlockReceipts;
import io.chaintier.store.LogPage.IndexedReceipt;
import io.chaintier.store.LogQuery;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What {@code logs.lua} is asked, and what it answers. */
final class LogSearch {
    /** Looked at in one step of Redis, which does nothing else meanwhile. */
    private static final int MAX_NUMBERS = 128;

    private static final int MAX_RECEIPTS = 1_000;

    private static final int LOWEST_HEADER = 1;
    private static final int HIGHEST_HASH = 2;
    private static final int UNKNOWN_HASH = 3;
    private static final int UNKNOWN_HEADER = 4;
    private static final int FIRST_BLOCK = 5;

    private LogSearch() {}

    static byte[][] arguments(LogQuery query, int limit) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(eight(query.from()));
        arguments.add(eight(query.through()));
        arguments.add(ascii(MAX_NUMBERS));
        arguments.add(ascii(Math.min(limit, MAX_RECEIPTS)));
        for (Set<Bytes> set : query.termSets()) {
            arguments.add(TermIndex.fingerprints(set));
        }
        return arguments.toArray(byte[][]::new);
    }

    static LogPage page(LogQuery query, Optional<List<byte[]>> answer) {
        if (answer.isEmpty()) {
            return LogPage.nothing(Math.max(query.through(), query.through() + 1));
        }
        List<byte[]> parts = answer.get();
        ByteBuffer range = ByteBuffer.wrap(parts.get(0));
        long from = range.getLong();
        if (parts.size() == 1) {
            return LogPage.nothing(from);
        }
        Optional<BlockRef> unknown = part(parts, UNKNOWN_HASH)
                .map(hash ->
                        BlockEntry.readHeader(hash, parts.get(UNKNOWN_HEADER)).ref());
        Optional<Hash> parent = part(parts, LOWEST_HEADER)
                .map(header -> BlockEntry.readHeader(new byte[1], header).parentHash());
        List<BlockReceipts> blocks = new ArrayList<>();
        for (int at = FIRST_BLOCK; at < parts.size(); at += 3) {
            BlockHeader header = BlockEntry.readHeader(parts.get(at), parts.get(at + 1));
            blocks.add(new BlockReceipts(header, receipts(parts.get(at + 2))));
        }
        return new LogPage(
                from,
                range.getLong() - (unknown.isPresent() ? 1 : 0),
                parent,
                part(parts, HIGHEST_HASH).map(Hash::of),
                blocks,
                unknown);
    }

    private static List<IndexedReceipt> receipts(byte[] packed) {
        List<IndexedReceipt> receipts = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(packed);
        while (in.hasRemaining()) {
            int place = in.getInt();
            byte[] hash = new byte[in.getInt()];
            byte[] body = new byte[in.getInt()];
            in.get(hash).get(body);
            receipts.add(new IndexedReceipt(place, Hash.of(hash), Bytes.of(body)));
        }
        return receipts;
    }

    /** Empty where it has no bytes. */
    private static Optional<byte[]> part(List<byte[]> parts, int index) {
        return Optional.of(parts.get(index)).filter(bytes -> bytes.length > 0);
    }

    private static byte[] eight(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] ascii(int value) {
        return Integer.toString(value).getBytes(US_ASCII);
    }
}
