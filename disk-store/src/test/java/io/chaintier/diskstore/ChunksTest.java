package io.chaintier.diskstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.event.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunksTest {
    private final long seed = Long.getLong("chaintier.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void itemsOfAnySizeComeBackFromTheirRows() {
        for (int size : new int[] {0, 1, 127, 128, 16_383, 16_384, Chunks.CHUNK_BYTES, Chunks.PIECE_BYTES, 3 << 20}) {
            List<Bytes> items = List.of(item(size), item(0), item(size), item(3));

            assertThat(readBack(Chunks.cut(items)))
                    .as("size %d, seed %d", size, seed)
                    .isEqualTo(items);
        }
    }

    @Test
    void manySmallItemsShareRowsAndEachRowSaysWhichItemIsItsFirst() {
        List<Bytes> items = IntStream.range(0, 200).mapToObj(i -> item(350)).toList();

        List<Chunks.Row> rows = Chunks.cut(items);

        assertThat(rows).hasSize(3).allMatch(row -> row.items().remaining() <= Chunks.CHUNK_BYTES);
        for (Chunks.Row row : rows) {
            List<Bytes> inRow = Chunks.unpack(row.items());
            assertThat(inRow)
                    .as("seed %d", seed)
                    .isEqualTo(items.subList(row.firstIndex(), row.firstIndex() + inRow.size()));
        }
    }

    @Test
    void noRowIsLargerThanAPiece() {
        List<Chunks.Row> rows = Chunks.cut(List.of(item(10), item(20 << 20), item(10)));

        assertThat(rows).hasSize(43).allMatch(row -> row.items().remaining() <= Chunks.PIECE_BYTES);
        assertThat(rows.get(41).piece()).isEqualTo(40);
        assertThat(rows.get(42).firstIndex()).isEqualTo(2);
    }

    @Test
    void aChunkWhoseEndIsMissingIsNoticed() {
        ByteBuffer whole = Chunks.pack(List.of(item(300), item(300)));

        for (int cut = 1; cut < whole.limit(); cut++) {
            int itemEnd = 302;
            ByteBuffer torn = whole.slice(0, cut);
            if (cut != itemEnd) {
                assertThatThrownBy(() -> Chunks.unpack(torn))
                        .as("cut at %d", cut)
                        .isInstanceOf(BufferUnderflowException.class);
            }
        }
    }

    private Bytes item(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private static List<Bytes> readBack(List<Chunks.Row> rows) {
        List<Bytes> items = new ArrayList<>();
        for (int place = 0; place < rows.size(); ) {
            int first = rows.get(place).firstIndex();
            assertThat(first).isEqualTo(items.size());
            List<ByteBuffer> pieces = rows.stream()
                    .filter(row -> row.firstIndex() == first)
                    .map(Chunks.Row::items)
                    .toList();
            items.addAll(Chunks.unpack(Chunks.join(pieces)));
            place += pieces.size();
        }
        return items;
    }
}
