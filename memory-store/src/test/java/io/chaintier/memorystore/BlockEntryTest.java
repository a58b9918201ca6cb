package io.chaintier.memorystore;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockEntryTest {
    @Test
    void listsOfAnySizesReadBackTheSame() {
        List<Bytes> items = List.of(Bytes.of(new byte[3]), Bytes.EMPTY, Bytes.of(new byte[] {1, 2}));

        assertThat(BlockEntry.unpack(BlockEntry.pack(items))).isEqualTo(items);
        assertThat(BlockEntry.unpack(BlockEntry.pack(List.of()))).isEmpty();
    }

    @Test
    void hashesOfDifferentLengthsReadBackTheSame() {
        List<Hash> hashes = List.of(Hash.parse("0x01"), Hash.of(new byte[64]), Hash.parse("0x0100"));

        assertThat(BlockEntry.unpackHashes(BlockEntry.packHashes(hashes))).isEqualTo(hashes);
        assertThat(BlockEntry.unpackHashes(BlockEntry.packHashes(List.of()))).isEmpty();
    }
}
