package io.chaintier.gateway.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.gateway.FakeTier;
import io.chaintier.gateway.RealBlocks;
import io.chaintier.gateway.TestGateway;
import io.chaintier.gateway.cases.CaseFile.Case;
import io.chaintier.gateway.read.Tier;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** B2: all case files, over the model of a store in the place of each tier; {@link CasesIT} runs them over real ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CasesTest {
    private final Map<Tier, TestGateway> gateways = new EnumMap<>(Tier.class);

    @AfterAll
    void stop() {
        gateways.values().forEach(TestGateway::close);
    }

    @TestFactory
    Stream<DynamicNode> everyCaseIsAnsweredAsItsFileSays() {
        for (Tier tier : Tier.values()) {
            FakeTier store = new FakeTier().has(CaseChains.events());
            gateways.put(tier, TestGateway.over(Map.of(tier, store)));
        }
        return gateways.entrySet().stream()
                .map(each -> DynamicContainer.dynamicContainer(
                        each.getKey().toString(),
                        new CaseRunner(each.getKey(), each.getValue().client()).tests()));
    }

    @Test
    void aCaseFileIsReadLineByLine() {
        CaseFile file = CaseFile.parse(
                "some",
                List.of(
                        "// One,",
                        "// in two lines.",
                        ">> {\"a\":1}",
                        "<< {\"b\":2}",
                        "<<[memory, replica] 404 {\"c\":3}",
                        "",
                        ">> /eip155:1 not JSON",
                        "<< 204"));

        Case first = file.cases().get(0);
        Case second = file.cases().get(1);
        assertThat(first.shows()).isEqualTo("One, in two lines.");
        assertThat(first.path()).isEqualTo("/eip155:31337");
        assertThat(first.request()).isEqualTo("{\"a\":1}");
        assertThat(first.expectedOf(Tier.PRIMARY).json()).isEqualTo("{\"b\":2}");
        assertThat(first.expectedOf(Tier.REPLICA).status()).isEqualTo(404);
        assertThat(second.path()).isEqualTo("/eip155:1");
        assertThat(second.request()).isEqualTo("not JSON");
        assertThat(second.expectedOf(Tier.MEMORY).status()).isEqualTo(204);
        assertThat(second.expectedOf(Tier.MEMORY).json()).isEmpty();
        assertThatThrownBy(() -> CaseFile.parse("some", List.of("{}"))).hasMessageContaining("some.io, line 1");
    }

    @Test
    void anAnswerIsComparedValueByValue() throws IOException {
        Expectation values = new Expectation();

        assertThat(difference(values, "{\"a\":[1,\"x...\"]}", "{\"a\":[1,\"xyz\"]}"))
                .isEmpty();
        assertThat(difference(values, "{\"a\":[1,\"x...\"]}", "{\"a\":[1,\"yz\"]}"))
                .contains("/a/1");
        assertThat(difference(values, "{\"a\":1}", "{\"a\":1,\"b\":null}")).contains("/b");
        assertThat(difference(values, "{\"a\":1,\"b\":null}", "{\"a\":1}")).contains("/b");
        assertThat(difference(values, "[1]", "[1,2]")).contains("[1,2]");
        assertThat(difference(values, "\"$id\"", "\"0x5\"")).isEmpty();
        assertThat(difference(values, "\"$id\"", "\"0x6\"")).contains("0x6");
        assertThat(values.fillIn("[\"$id\",\"$other\"]")).isEqualTo("[\"0x5\",\"$other\"]");
    }

    private static String difference(Expectation values, String expected, String actual) throws IOException {
        return values.difference(RealBlocks.JSON.readTree(expected), RealBlocks.JSON.readTree(actual));
    }
}
