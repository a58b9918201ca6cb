package io.chaintier.producer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.event.BlockRef;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.Bytes;
import io.chaintier.producer.testing.Blocks;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationTest {
    @Test
    void reorganisationRevertsFromTheHeadDownAndThenAppendsUpwards() {
        Publication publication = Publication.reorganise(
                List.of(Blocks.ref(7, 0), Blocks.ref(6, 0)),
                Blocks.ref(5, 0),
                List.of(Blocks.block(6, 1, 0, 1, 10), Blocks.block(7, 1)));

        assertThat(publication.steps().subList(0, 2))
                .containsExactly(
                        new Publication.Step(new BlockReverted(Blocks.ref(7, 0)), Optional.of(Blocks.ref(6, 0))),
                        new Publication.Step(new BlockReverted(Blocks.ref(6, 0)), Optional.of(Blocks.ref(5, 0))));
        assertThat(publication.steps()).hasSize(4);
    }

    @Test
    void reorganisationThatDoesNotLineUpIsRefused() {
        BlockRef ancestor = Blocks.ref(5, 0);

        assertThatThrownBy(() -> Publication.reorganise(List.of(), ancestor, List.of()))
                .hasMessage("a reorganisation reverts at least one block");
        assertThatThrownBy(() -> Publication.reorganise(List.of(Blocks.ref(7, 0)), ancestor, List.of()))
                .hasMessageStartingWith("block number 7 does not stand on 5 (0x");
        assertThatThrownBy(
                        () -> Publication.reorganise(List.of(Blocks.ref(6, 0)), ancestor, List.of(Blocks.block(7, 1))))
                .hasMessageStartingWith("block number 7 does not stand on 5 (0x");
        assertThatThrownBy(
                        () -> Publication.reorganise(List.of(Blocks.ref(6, 0)), ancestor, List.of(Blocks.block(6, 1))))
                .hasMessageContaining("as its parent, not 5 (0x");
    }

    @Test
    void sizeCountsEveryBody() {
        assertThat(Publication.append(Blocks.block(1, 0, 0, 10, 1_000)).sizeBytes())
                .isBetween(20_000L, 30_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"publisher", "nodes"})
    void namespacesThatOthersWriteAreRefused(String namespace) {
        assertThatThrownBy(() -> new StateChange(namespace, "active", Optional.of(Bytes.EMPTY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "a namespace without / that is none of [nodes, publisher], but got \"" + namespace);
    }
}
