package io.chaintier.gateway.cases;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.chaintier.gateway.RealBlocks;
import io.chaintier.gateway.RpcClient;
import io.chaintier.gateway.RpcClient.Response;
import io.chaintier.gateway.cases.CaseFile.Answer;
import io.chaintier.gateway.cases.CaseFile.Case;
import io.chaintier.gateway.read.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** Case files as tests against a gateway over one tier alone. */
final class CaseRunner {
    private final Tier tier;
    private final RpcClient client;

    CaseRunner(Tier tier, RpcClient client) {
        this.tier = tier;
        this.client = client;
    }

    Stream<DynamicNode> tests() {
        return CaseFile.in(CaseChains.DIRECTORY).stream().map(file -> {
            Expectation values = new Expectation();
            return DynamicContainer.dynamicContainer(
                    file.name(),
                    file.cases().stream()
                            .map(each -> DynamicTest.dynamicTest(each.shows(), () -> run(file.name(), each, values))));
        });
    }

    private void run(String file, Case each, Expectation values) {
        Answer expected = each.expectedOf(tier);
        String request = values.fillIn(each.request());
        Response response = client.post(each.path(), request);
        String difference = response.status() == expected.status()
                ? values.difference(json(expected.json()), response.json())
                : "expected HTTP status " + expected.status() + ", but got " + response.status();
        if (!difference.isEmpty()) {
            fail(file + ".io over " + tier + ", " + each.shows() + "\n>> " + request + "\n<< " + response.json() + "\n"
                    + difference);
        }
    }

    private static JsonNode json(String text) {
        try {
            return text.isEmpty() ? MissingNode.getInstance() : RealBlocks.JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + text, e);
        }
    }
}
