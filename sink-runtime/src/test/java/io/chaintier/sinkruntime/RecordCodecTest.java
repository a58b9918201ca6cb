package io.chaintier.sinkruntime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** What goes into the fallback file comes out as it was. Serves R3, R4. */
class RecordCodecTest {
    private static final long SEED = 20_261_124;

    @Test
    void anyRecordComesBackAsItWas() {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < 2_000; i++) {
            ConsumerRecord<byte[], byte[]> record = record(random);

            ConsumerRecord<byte[], byte[]> back = RecordCodec.decode(RecordCodec.encode(record));

            assertThat(back)
                    .as("seed %d, record %d", SEED, i)
                    .usingRecursiveComparison()
                    .ignoringFields("headers")
                    .isEqualTo(record);
            assertThat(back.headers().toArray())
                    .as("seed %d, record %d", SEED, i)
                    .isEqualTo(record.headers().toArray());
        }
    }

    @Test
    void theBytesOfVersionOneStayAsTheyAre() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("h", new byte[] {7});
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "t", 2, 3, 4, TimestampType.CREATE_TIME, -1, 2, null, "ab".getBytes(UTF_8), headers, Optional.empty());

        assertThat(HexFormat.of().formatHex(RecordCodec.encode(record)))
                .isEqualTo("01" + "01" + "0000000000000004" + "0000000000000003" + "00000002" + "0001" + "74"
                        + "ffffffff" + "00000002" + "6162" + "00000001" + "00000001" + "68" + "00000001" + "07");
    }

    @Test
    void whatIsCutOffAnywhereIsRefused() {
        byte[] whole = RecordCodec.encode(record(new SplittableRandom(SEED)));

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);

            assertThatThrownBy(() -> RecordCodec.decode(cut))
                    .as("cut at byte %d", length)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anotherVersionAndTrailingBytesAreRefused() {
        byte[] whole = RecordCodec.encode(record(new SplittableRandom(SEED)));
        byte[] newer = whole.clone();
        newer[0] = 2;

        assertThatThrownBy(() -> RecordCodec.decode(newer)).hasMessageContaining("a record of version 2: expected 1");
        assertThatThrownBy(() -> RecordCodec.decode(Arrays.copyOf(whole, whole.length + 3)))
                .hasMessageContaining("3 bytes follow the record");
    }

    @Test
    void streamsAreStableNumbersOfPartitions() {
        for (int partition = 0; partition < 100; partition++) {
            int ofBlocks = RecordCodec.stream(partition, false);
            int ofState = RecordCodec.stream(partition, true);

            assertThat(ofBlocks).isEqualTo(partition * 2);
            assertThat(ofState).isEqualTo(partition * 2 + 1);
            assertThat(RecordCodec.partition(ofBlocks, "b", "s")).isEqualTo(new TopicPartition("b", partition));
            assertThat(RecordCodec.partition(ofState, "b", "s")).isEqualTo(new TopicPartition("s", partition));
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(SplittableRandom random) {
        byte[] key = bytes(random);
        byte[] value = bytes(random);
        RecordHeaders headers = new RecordHeaders();
        for (int i = random.nextInt(4); i > 0; i--) {
            Header header = new org.apache.kafka.common.header.internals.RecordHeader("name-ä-" + i, bytes(random));
            headers.add(header);
        }
        TimestampType[] types = TimestampType.values();
        return new ConsumerRecord<>(
                "chain.blocks-" + random.nextInt(),
                random.nextInt(1_000),
                random.nextLong(Long.MAX_VALUE),
                random.nextLong(),
                types[random.nextInt(types.length)],
                key == null ? -1 : key.length,
                value == null ? -1 : value.length,
                key,
                value,
                headers,
                Optional.empty());
    }

    private static byte[] bytes(SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }
}
