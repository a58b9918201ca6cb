package io.chaintier.event.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Envelope;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Hash;
import io.chaintier.event.Payload;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Serves I8, I9, B5, B8. */
class EventWireTest {
    private static final long SEED = 20261122;
    private static final int RECORD_BYTES = 64 * 1024;

    private final Random random = new Random(SEED);
    private final EventEncoder encoder = new EventEncoder(RECORD_BYTES);
    private final EventDecoder decoder = new EventDecoder();

    @Test
    void everyEventComesBackAsItWas() {
        List<Payload> payloads = List.of(
                new BlockAppended(block(3, 200, true)),
                new BlockAppended(block(0, 0, true)),
                new BlockReverted(ref()),
                new FinalityAdvanced(Optional.of(ref()), Optional.empty()),
                new FinalityAdvanced(Optional.empty(), Optional.empty()));

        for (Payload payload : payloads) {
            List<EncodedEvent> encoded = encoder.encode(envelope(7), payload);

            assertThat(encoded).hasSize(1);
            assertThat(decoder.decode(encoded.get(0).value()))
                    .isEqualTo(new WireEvent.Whole(new ChainEvent(envelope(7), payload)));
        }
    }

    @Test
    void everyPayloadComesBackAsItWasWithoutAnEnvelope() {
        PayloadCodec codec = new PayloadCodec();
        List<Payload> payloads = List.of(
                new BlockAppended(block(3, 200_000, true)),
                new BlockAppended(block(0, 0, false)),
                new BlockReverted(ref()),
                new FinalityAdvanced(Optional.of(ref()), Optional.empty()));

        for (Payload payload : payloads) {
            assertThat(codec.decode(codec.encode(payload))).isEqualTo(payload);
        }
        assertThatThrownBy(() -> codec.decode(new byte[] {9})).isInstanceOf(MalformedEventException.class);
        assertThatThrownBy(() -> codec.decode(new byte[0])).isInstanceOf(MalformedEventException.class);
    }

    @Test
    void receiptsThatAreNotKnownStayDifferentFromNone() {
        Block unknown = block(0, 0, false);
        Block none = block(0, 0, true);

        assertThat(roundTrip(unknown).receipts()).isEmpty();
        assertThat(roundTrip(none).receipts()).contains(List.of());
    }

    @Test
    void aBlockLargerThanARecordTravelsInPartsThatFollowOneAnother() {
        Block large = block(40, 20_000, true);

        List<EncodedEvent> parts = encoder.encode(envelope(100), new BlockAppended(large));
        EventAssembler assembler = new EventAssembler();
        List<ChainEvent> complete = new ArrayList<>();
        for (EncodedEvent part : parts) {
            assembler.add(decoder.decode(part.value())).ifPresent(complete::add);
        }

        assertThat(parts).hasSizeGreaterThan(10).allSatisfy(part -> {
            assertThat(part.type()).isEqualTo("BlockPart");
            assertThat(part.value()).hasSizeLessThanOrEqualTo(RECORD_BYTES);
        });
        assertThat(parts).extracting(EncodedEvent::sequence).startsWith(100L, 101L, 102L);
        assertThat(complete)
                .containsExactly(new ChainEvent(envelope(100 + parts.size() - 1), new BlockAppended(large)));
        assertThat(assembler.isHoldingParts()).isFalse();
    }

    @Test
    void aMissingPartIsAnErrorAndTheNextBlockIsReadAgain() {
        List<EncodedEvent> parts = encoder.encode(envelope(0), new BlockAppended(block(40, 20_000, true)));
        EventAssembler assembler = new EventAssembler();
        assembler.add(decoder.decode(parts.get(0).value()));

        assertThatThrownBy(() -> assembler.add(decoder.decode(parts.get(2).value())))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("part 2 of " + parts.size())
                .hasMessageContaining("does not follow");

        Payload next = new BlockReverted(ref());
        assertThat(assembler.add(
                        decoder.decode(encoder.encode(envelope(9), next).get(0).value())))
                .contains(new ChainEvent(envelope(9), next));
    }

    @Test
    void aNewerSchemaIsToldApartFromARottenRecord() {
        byte[] value =
                encoder.encode(envelope(1), new BlockReverted(ref())).get(0).value();
        byte[] newer = value.clone();
        newer[5] ^= 1;
        byte[] noMarker = value.clone();
        noMarker[0] = 0;

        assertThatThrownBy(() -> decoder.decode(newer))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("newer publisher");
        assertThatThrownBy(() -> decoder.decode(noMarker)).isInstanceOf(MalformedEventException.class);
        assertThatThrownBy(() -> decoder.decode(new byte[0])).isInstanceOf(MalformedEventException.class);
    }

    @Test
    void trailingBytesAreAnError() {
        byte[] value =
                encoder.encode(envelope(1), new BlockReverted(ref())).get(0).value();
        byte[] longer = java.util.Arrays.copyOf(value, value.length + 1);

        assertThatThrownBy(() -> decoder.decode(longer))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("bytes behind its end");
    }

    @Test
    void whateverRotsARecordIsReadOrIsMalformedAndNothingElse() {
        byte[] value = encoder.encode(envelope(1), new BlockAppended(block(5, 60, true)))
                .get(0)
                .value();
        for (int round = 0; round < 20_000; round++) {
            byte[] rotten =
                    random.nextBoolean() ? value.clone() : java.util.Arrays.copyOf(value, random.nextInt(value.length));
            for (int flips = random.nextInt(4); flips >= 0 && rotten.length > 10; flips--) {
                rotten[10 + random.nextInt(rotten.length - 10)] = (byte) random.nextInt();
            }
            try {
                decoder.decode(rotten);
            } catch (MalformedEventException expected) {
                assertThat(expected).hasMessageContaining("chain event");
            }
        }
    }

    private Block roundTrip(Block block) {
        WireEvent read = decoder.decode(
                encoder.encode(envelope(0), new BlockAppended(block)).get(0).value());
        return ((BlockAppended) ((WireEvent.Whole) read).event().payload()).block();
    }

    private static Envelope envelope(long sequence) {
        return new Envelope(
                ChainId.parse("eip155:1"),
                sequence,
                "node-1",
                Instant.ofEpochMilli(1_700_000_000_123L),
                new BlockRef(12, Hash.parse("0x" + "ab".repeat(32))));
    }

    private Block block(int transactions, int bodyBytes, boolean receiptsKnown) {
        List<Transaction> bodies = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < transactions; i++) {
            bodies.add(new Transaction(hash(), bytes(bodyBytes)));
            receipts.add(new Receipt(bytes(bodyBytes), i % 2 == 0 ? List.of() : List.of(bytes(20), bytes(32))));
        }
        return new Block(
                ref(),
                hash(),
                1_700_000_000,
                42,
                bytes(500),
                bodies,
                receiptsKnown ? Optional.of(receipts) : Optional.empty());
    }

    private BlockRef ref() {
        return new BlockRef(random.nextInt(1_000_000), hash());
    }

    private Hash hash() {
        return Hash.of(bytes(32).array());
    }

    private Bytes bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }
}
