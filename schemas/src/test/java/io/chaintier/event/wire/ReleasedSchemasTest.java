package io.chaintier.event.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Hash;
import io.chaintier.event.StateEntry;
import io.chaintier.event.avro.ChainEventRecord;
import io.chaintier.event.avro.StateEntryRecord;
import io.chaintier.evm.avro.EvmBodies;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;

/** What was written once is read for ever: C3, I9. */
class ReleasedSchemasTest {
    private static final Map<ReleasedSchemas, Schema> CURRENT = Map.of(
            ReleasedSchemas.CHAIN_EVENT, ChainEventRecord.getClassSchema(),
            ReleasedSchemas.STATE_ENTRY, StateEntryRecord.getClassSchema(),
            ReleasedSchemas.EVM_BODIES, EvmBodies.getClassSchema());

    @Test
    void theSchemaWeWriteIsTheNewestReleasedOne() {
        CURRENT.forEach((released, current) -> {
            List<Schema> schemas = List.copyOf(released.byName().values());

            assertThat(ReleasedSchemas.fingerprint(schemas.get(schemas.size() - 1)))
                    .as("release a changed %s under a new number, and leave the old file as it is", current.getName())
                    .isEqualTo(ReleasedSchemas.fingerprint(current));
        });
    }

    @Test
    void noTwoReleasedSchemasShareAFingerprint() {
        List<Schema> all = new ArrayList<>();
        CURRENT.keySet().forEach(released -> all.addAll(released.byName().values()));

        assertThat(all.stream().map(ReleasedSchemas::fingerprint)).doesNotHaveDuplicates();
    }

    @Test
    void everyReleaseReadsEveryOther() {
        CURRENT.keySet()
                .forEach(released -> released.byName()
                        .forEach((readerName, reader) -> released.byName()
                                .forEach((writerName, writer) -> assertThat(
                                                SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                                                        .getType())
                                        .as("%s reads what %s wrote", readerName, writerName)
                                        .isEqualTo(SchemaCompatibilityType.COMPATIBLE))));
    }

    /** Test vectors for other languages too: the fingerprint is the CRC-64-AVRO of the parsing canonical form. */
    @Test
    void fingerprintsNeverChange() {
        assertThat(Long.toHexString(ReleasedSchemas.fingerprint(
                        ReleasedSchemas.CHAIN_EVENT.byName().get("chain-event-v1"))))
                .isEqualTo("956db99d84ada205");
        assertThat(Long.toHexString(ReleasedSchemas.fingerprint(
                        ReleasedSchemas.STATE_ENTRY.byName().get("state-entry-v1"))))
                .isEqualTo("d889fe61ffe9fbf2");
        assertThat(Long.toHexString(ReleasedSchemas.fingerprint(
                        ReleasedSchemas.EVM_BODIES.byName().get("evm-bodies-v1"))))
                .isEqualTo("92578d2ad3a831e2");
    }

    @Test
    void frozenChainEventsOfVersion1AreRead() throws IOException {
        EventDecoder decoder = new EventDecoder();
        EventAssembler assembler = new EventAssembler();
        List<ChainEvent> events = new ArrayList<>();

        for (byte[] value : frozen("chain-event-v1.hex")) {
            assembler.add(decoder.decode(value)).ifPresent(events::add);
        }

        assertThat(events).isEqualTo(FrozenEvents.VERSION_1);
        assertThat(events.get(0).payload()).isInstanceOf(BlockAppended.class);
        assertThat(events.get(2).payload())
                .isEqualTo(new BlockReverted(new BlockRef(17, Hash.parse("0x" + "11".repeat(32)))));
        assertThat(events.get(3).payload())
                .isEqualTo(new FinalityAdvanced(
                        Optional.of(new BlockRef(16, Hash.parse("0x" + "10".repeat(32)))), Optional.empty()));
    }

    @Test
    void frozenStateEntriesOfVersion1AreRead() throws IOException {
        StateCodec codec = new StateCodec();
        List<StateEntry> entries = new ArrayList<>();

        for (byte[] value : frozen("state-entry-v1.hex")) {
            entries.add(codec.decode(value));
        }

        ChainId chain = ChainId.parse("eip155:1");
        Instant time = Instant.ofEpochMilli(1_700_000_000_123L);
        assertThat(entries)
                .containsExactly(
                        new StateEntry(
                                chain, "node-1", "head", 5, "node-1", time, Optional.of(Bytes.of(new byte[] {1, 2, 3
                                }))),
                        new StateEntry(chain, "node-1", "head", 6, "node-1", time, Optional.empty()));
    }

    /** One record value a line, in hexadecimal digits. These files never change. */
    private static List<byte[]> frozen(String name) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                ReleasedSchemasTest.class.getResourceAsStream("/frozen/" + name), StandardCharsets.US_ASCII))) {
            return lines.lines().map(HexFormat.of()::parseHex).toList();
        }
    }
}
