package io.chaintier.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever happens to the JSON of a block: it is refused as malformed, or it comes back the same. */
class MutationTest {
    private static final int MUTATIONS = 5_000;
    private static final long SEED = 4844;

    private final Random random = new Random(SEED);

    @Test
    void mutatedSamplesAreRefusedOrComeBackTheSame() throws IOException {
        Sample sample = new Sample();

        mutate(List.of(new ChainData.Line("sample", sample.block, Optional.of(sample.receipts))), MUTATIONS);
    }

    @Test
    void mutatedRealBlocksAreRefusedOrComeBackTheSame() throws IOException {
        List<ChainData.Line> lines = ChainData.lines().stream()
                .filter(line -> !line.block().get("transactions").isEmpty())
                .filter(line -> line.block().get("transactions").size() < 5)
                .toList();

        mutate(lines, MUTATIONS);
    }

    private void mutate(List<ChainData.Line> lines, int times) {
        int refused = 0;
        for (int i = 0; i < times; i++) {
            ChainData.Line line = lines.get(random.nextInt(lines.size()));
            ObjectNode mutated = JsonNodeFactory.instance.objectNode();
            mutated.set("block", line.block().deepCopy());
            line.receipts().ifPresent(receipts -> mutated.set("receipts", receipts.deepCopy()));
            String what = "mutation " + i + " of seed " + SEED + ", " + line.where() + ": ";
            for (int each = 0; each <= random.nextInt(2); each++) {
                what += mutateOne(mutated) + "; ";
            }
            try {
                assertComesBack(what, mutated.get("block"), Optional.ofNullable(mutated.get("receipts")));
            } catch (MalformedChainDataException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError(what, e);
            }
        }
        assertThat(refused).as("refused of %d", times).isBetween(times / 10, times * 9 / 10);
    }

    private static void assertComesBack(String what, JsonNode block, Optional<JsonNode> receipts) {
        RoundTrip back = new RoundTrip(new EvmParser().parse(block, receipts));

        assertThat(back.fullBlock()).as(what).isEqualTo(block);
        if (receipts.isPresent()) {
            Map<Integer, JsonNode> expected = RoundTrip.byTransaction(block, receipts.get());
            expected.forEach(
                    (i, receipt) -> assertThat(back.receipt(i)).as(what).isEqualTo(receipt));
        }
    }

    /** Changes one value somewhere in the block or the receipts and says what it did. */
    private String mutateOne(JsonNode root) {
        List<JsonNode> containers = new ArrayList<>();
        root.forEach(object -> collect(object, containers));
        JsonNode container = containers.get(random.nextInt(containers.size()));
        if (container instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(6) == 0) {
                object.remove(name);
                return "without " + name;
            }
            JsonNode value = mutated(object.get(name));
            object.set(random.nextInt(12) == 0 ? name + "X" : name, value);
            return name + "=" + shortened(value);
        }
        ArrayNode array = (ArrayNode) container;
        int index = random.nextInt(array.size());
        switch (random.nextInt(4)) {
            case 0 -> array.remove(index);
            case 1 -> array.add(array.get(index).deepCopy());
            default -> array.set(index, mutated(array.get(index)));
        }
        return "element " + index + " of an array";
    }

    private JsonNode mutated(JsonNode value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        String text = value.isTextual() ? value.textValue() : "0x";
        return switch (random.nextInt(13)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.numberNode(random.nextInt(100_000) - 10);
            case 2 -> nodes.booleanNode(random.nextBoolean());
            case 3 -> nodes.textNode("");
            case 4 -> nodes.objectNode().put("a", 1);
            case 5 -> nodes.arrayNode().add("0x00");
            case 6 -> nodes.textNode(text + "0");
            case 7 -> nodes.textNode(text + "\u00e9\ud83d\ude00");
            case 8 -> nodes.textNode(text.toUpperCase(Locale.ROOT).replace("0X", "0x"));
            case 9 -> nodes.textNode(text.replaceFirst("0x", "0x00"));
            case 10 -> nodes.textNode("0x" + "f".repeat(1 + random.nextInt(70)));
            case 11 -> nodes.textNode(text.substring(0, random.nextInt(text.length() + 1)));
            default -> nodes.textNode("0x" + Integer.toHexString(random.nextInt(300)));
        };
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (!node.isEmpty()) {
            containers.add(node);
        }
        node.forEach(child -> collect(child, containers));
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.substring(0, Math.min(60, text.length()));
    }
}
