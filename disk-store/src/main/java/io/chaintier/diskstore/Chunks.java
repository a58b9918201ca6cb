package io.chaintier.diskstore;

import io.chaintier.event.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Packs the many small byte strings of a block into few rows. A chunk is a run of items, each its length (unsigned, 7
 * bits a byte, low ones first, high bit set where more follow) and its bytes. An item that does not fit begins a new
 * chunk; a chunk of one very large item is cut into pieces, each a row of its own, so no cell grows too large.
 */
final class Chunks {
    /** A chunk is closed before it grows above this; reading one transaction reads one chunk. */
    static final int CHUNK_BYTES = 32 * 1024;

    /** No cell is larger than this. */
    static final int PIECE_BYTES = 512 * 1024;

    /**
     * One row.
     *
     * @param firstIndex place in the block of the chunk's first item
     * @param piece      place in the chunk, from 0
     */
    record Row(int firstIndex, int piece, ByteBuffer items) {}

    private Chunks() {}

    /** The rows of a block's items, in order. */
    static List<Row> cut(List<Bytes> items) {
        List<Row> rows = new ArrayList<>();
        int first = 0;
        while (first < items.size()) {
            int end = first + 1;
            long bytes = sizeOf(items.get(first));
            while (end < items.size() && bytes + sizeOf(items.get(end)) <= CHUNK_BYTES) {
                bytes += sizeOf(items.get(end));
                end++;
            }
            cutPieces(first, pack(items.subList(first, end)), rows);
            first = end;
        }
        return rows;
    }

    private static void cutPieces(int firstIndex, ByteBuffer chunk, List<Row> rows) {
        int piece = 0;
        for (int from = 0; from < chunk.limit(); from += PIECE_BYTES) {
            int length = Math.min(PIECE_BYTES, chunk.limit() - from);
            rows.add(new Row(firstIndex, piece, chunk.slice(from, length)));
            piece++;
        }
    }

    /** All items in one buffer. */
    static ByteBuffer pack(List<Bytes> items) {
        long bytes = items.stream().mapToLong(Chunks::sizeOf).sum();
        ByteBuffer packed = ByteBuffer.allocate(Math.toIntExact(bytes));
        for (Bytes item : items) {
            int rest = item.size();
            while (rest > 0x7f) {
                packed.put((byte) (rest | 0x80));
                rest >>>= 7;
            }
            packed.put((byte) rest);
            packed.put(item.array());
        }
        return packed.flip();
    }

    /**
     * The items of one whole chunk: of all its pieces, in order.
     *
     * @throws BufferUnderflowException if the end of it is missing
     */
    static List<Bytes> unpack(ByteBuffer chunk) {
        List<Bytes> items = new ArrayList<>();
        ByteBuffer rest = chunk.duplicate();
        while (rest.hasRemaining()) {
            int length = readLength(rest);
            if (length > rest.remaining()) {
                throw new BufferUnderflowException();
            }
            byte[] item = new byte[length];
            rest.get(item);
            items.add(Bytes.of(item));
        }
        return items;
    }

    /** Pieces of one chunk put together. */
    static ByteBuffer join(List<ByteBuffer> pieces) {
        if (pieces.size() == 1) {
            return pieces.get(0);
        }
        ByteBuffer chunk = ByteBuffer.allocate(
                pieces.stream().mapToInt(ByteBuffer::remaining).sum());
        pieces.forEach(piece -> chunk.put(piece.duplicate()));
        return chunk.flip();
    }

    private static int readLength(ByteBuffer from) {
        int length = 0;
        int shift = 0;
        int next;
        do {
            next = from.get();
            length |= (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        return length;
    }

    private static long sizeOf(Bytes item) {
        int lengthBytes = Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(item.size()) + 6) / 7);
        return lengthBytes + (long) item.size();
    }
}
