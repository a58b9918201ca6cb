package io.chaintier.producer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.event.Block;
import io.chaintier.event.Bytes;
import io.chaintier.event.wire.MalformedEventException;
import io.chaintier.event.wire.UnknownSchemaException;
import io.chaintier.producer.testing.Blocks;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Serves I5, I9. */
class SpoolCodecTest {
    private static final UUID SERIES = new UUID(1, 2);

    private final SpoolCodec codec = new SpoolCodec();

    @Test
    void everyPublicationComesBackAsItWas() {
        List<Publication> publications = List.of(
                Publication.append(List.of(Blocks.block(3, 0), Blocks.block(4, 0))),
                Publication.append(withoutReceipts(Blocks.block(3, 0))),
                Publication.reorganise(
                        List.of(Blocks.ref(7, 0), Blocks.ref(6, 0)),
                        Blocks.ref(5, 0),
                        List.of(Blocks.block(6, 1, 0, 1, 10))),
                Publication.finality(Optional.of(Blocks.ref(5, 0)), Optional.empty()),
                Publication.state(new StateChange("node", "key", Optional.empty()))
                        .and(Publication.state(
                                new StateChange("node", "\u00fc/2", Optional.of(Bytes.of(new byte[] {1, 2}))))),
                Publication.append(Blocks.block(1, 0))
                        .and(Publication.state(new StateChange("import", "file", Optional.of(Bytes.EMPTY)))));

        for (Publication publication : publications) {
            SpoolEntry entry = decoded(plain(publication));

            assertThat(entry.publication().steps()).isEqualTo(publication.steps());
            assertThat(entry.publication().state()).isEqualTo(publication.state());
            assertThat(entry.publication().sizeBytes()).isEqualTo(publication.sizeBytes());
        }
    }

    @Test
    void whatALaterPublisherMustKnowComesBackAsItWas() {
        Publication publication = Publication.append(Blocks.block(0, 0));
        SpoolEntry attempted =
                new SpoolEntry(SERIES, OptionalLong.of(17), false, Optional.of(new Attempt(17, 3, 19, 4)), publication);
        SpoolEntry blind = new SpoolEntry(SERIES, OptionalLong.empty(), true, Optional.empty(), publication);

        for (SpoolEntry entry : List.of(attempted, blind)) {
            SpoolEntry back = decoded(entry);

            assertThat(back.series()).isEqualTo(entry.series());
            assertThat(back.confirmed()).isEqualTo(entry.confirmed());
            assertThat(back.mustJoin()).isEqualTo(entry.mustJoin());
            assertThat(back.attempt()).isEqualTo(entry.attempt());
        }
    }

    @Test
    void blockOf50MegabytesIsOneEntry() {
        Publication publication = Publication.append(Blocks.block(1, 0, 0, 1_000, 25_000));

        assertThat(decoded(plain(publication)).publication().steps()).isEqualTo(publication.steps());
    }

    @Test
    void layoutIsTheDocumentedOne() {
        byte[] encoded = codec.encode(new SpoolEntry(
                SERIES,
                OptionalLong.of(17),
                true,
                Optional.of(new Attempt(1, 2, 3, 4)),
                Publication.state(new StateChange("ns", "k", Optional.empty()))));

        assertThat(HexFormat.of().formatHex(encoded))
                .isEqualTo("01" + "07" + "0000000000000001" + "0000000000000002" + "0000000000000011"
                        + "0000000000000001" + "0000000000000002" + "0000000000000003" + "0000000000000004"
                        + "00000000"
                        + "00000001" + "00000002" + "6e73" + "00000001" + "6b" + "ffffffff");
    }

    @Test
    void everyTruncationIsNoticed() {
        byte[] whole = codec.encode(plain(Publication.append(Blocks.block(1, 0))
                .and(Publication.state(new StateChange("node", "key", Optional.of(Bytes.of(new byte[9])))))));

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);

            assertThatThrownBy(() -> codec.decode(cut))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(MalformedEventException.class);
        }
        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage("a spooled publication has bytes behind its end");
    }

    @Test
    void entryOfANewerVersionIsNotGuessedAt() {
        byte[] newer = codec.encode(plain(Publication.append(Blocks.block(1, 0))));
        newer[0] = SpoolCodec.VERSION + 1;

        assertThatThrownBy(() -> codec.decode(newer))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("version 2");
    }

    private SpoolEntry decoded(SpoolEntry entry) {
        return codec.decode(codec.encode(entry));
    }

    private static SpoolEntry plain(Publication publication) {
        return new SpoolEntry(SERIES, OptionalLong.of(0), false, Optional.empty(), publication);
    }

    private static Block withoutReceipts(Block block) {
        return new Block(
                block.ref(),
                block.parentHash(),
                block.timestamp(),
                block.bodyFormat(),
                block.header(),
                block.transactions(),
                Optional.empty());
    }
}
