package io.chaintier.localchain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Steps of a chain as gzipped NDJSON, one a line. Appends are in the form that {@code produce import} reads:
 *
 * <pre>
 * {"block":{...},"receipts":[...]}
 * {"revert":{"number":"0x2a","hash":"0x..."}}
 * </pre>
 */
final class ChainStepFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ChainStepFile() {}

    /** Writes and closes. The same steps give the same bytes. */
    static void write(List<ChainStep> steps, OutputStream out) throws IOException {
        try (Writer writer = new OutputStreamWriter(new GZIPOutputStream(out), StandardCharsets.UTF_8)) {
            for (ChainStep step : steps) {
                writer.write(toJson(step).toString());
                writer.write('\n');
            }
        }
    }

    /** Reads and closes. */
    static List<ChainStep> read(InputStream in) throws IOException {
        List<ChainStep> steps = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                steps.add(fromJson(JSON.readTree(line)));
            }
        }
        return List.copyOf(steps);
    }

    private static JsonNode toJson(ChainStep step) {
        ObjectNode line = JSON.createObjectNode();
        if (step instanceof ChainStep.Append append) {
            line.set("block", append.block().block());
            line.set("receipts", append.block().receipts());
        } else if (step instanceof ChainStep.Revert revert) {
            line.putObject("revert")
                    .put("number", "0x" + Long.toHexString(revert.number()))
                    .put("hash", revert.hash());
        }
        return line;
    }

    private static ChainStep fromJson(JsonNode line) {
        JsonNode revert = line.get("revert");
        if (revert != null) {
            return new ChainStep.Revert(
                    Long.decode(revert.path("number").asText()),
                    revert.path("hash").asText());
        }
        return new ChainStep.Append(new RecordedBlock(line.get("block"), line.get("receipts")));
    }
}
