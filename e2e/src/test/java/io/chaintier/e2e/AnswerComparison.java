package io.chaintier.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.e2e.RandomCalls.Question;
import io.chaintier.e2e.RpcClient.Call;
import io.chaintier.evm.EvmJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Answers of a node and of the gateway to the same calls, field by field. */
final class AnswerComparison {
    /** One call that the two answer differently. */
    record Difference(Question question, JsonNode node, JsonNode gateway) {
        Call call() {
            return question.call();
        }

        @Override
        public String toString() {
            return call().method() + EvmJson.mapper().valueToTree(call().params()) + "\n    node:    " + cut(node)
                    + "\n    gateway: " + cut(gateway);
        }

        private static String cut(JsonNode answer) {
            String text = answer.has("error") ? "error " + answer.get("error") : String.valueOf(answer.get("result"));
            return text.length() <= 300 ? text : text.substring(0, 300) + "...";
        }
    }

    private final List<Difference> unexplained = new ArrayList<>();
    private final Map<KnownDifference, Integer> explained = new EnumMap<>(KnownDifference.class);
    private int equal;

    void compare(List<Question> questions, List<JsonNode> node, List<JsonNode> gateway) {
        for (int i = 0; i < questions.size(); i++) {
            Difference both = new Difference(questions.get(i), node.get(i), gateway.get(i));
            if (isEqual(both)) {
                equal++;
                continue;
            }
            KnownDifference.of(both)
                    .ifPresentOrElse(known -> explained.merge(known, 1, Integer::sum), () -> unexplained.add(both));
        }
    }

    /** Of errors the code counts: their texts are for people. */
    private static boolean isEqual(Difference both) {
        JsonNode ours = both.gateway().path("error");
        JsonNode theirs = both.node().path("error");
        return ours.isObject() && theirs.isObject()
                ? ours.path("code").equals(theirs.path("code"))
                : ours.isMissingNode()
                        && theirs.isMissingNode()
                        && both.gateway().get("result").equals(both.node().get("result"));
    }

    List<Difference> unexplained() {
        return Collections.unmodifiableList(unexplained);
    }

    Map<KnownDifference, Integer> explained() {
        return Collections.unmodifiableMap(explained);
    }

    int equal() {
        return equal;
    }

    void print() {
        System.out.printf("%d answers are equal, %d are not and nobody knows why%n", equal, unexplained.size());
        explained.forEach((known, count) -> System.out.printf("%6d differ: %s%n", count, known.inTheDocs()));
    }
}
