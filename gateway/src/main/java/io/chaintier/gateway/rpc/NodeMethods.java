package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.gateway.nodes.NodeOverview;
import io.chaintier.gateway.nodes.NodeOverviewJson;
import io.chaintier.gateway.read.Answer;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import java.io.IOException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What nodes say of themselves, and any keyed state that they have stored (R10). Methods of our own. */
final class NodeMethods implements AllMethods.Group {
    /** More would be a dump, not an answer. */
    private static final int MAX_ENTRIES = 1_000;

    private final TieredReader reader;
    private final Clock clock;

    NodeMethods(TieredReader reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    @Override
    public Map<String, RpcMethod> methods() {
        return Map.of(
                "chaintier_nodes",
                new RpcMethod(List.of(), (chain, in) -> nodes(chain)),
                "chaintier_state",
                new RpcMethod(List.of("namespace", "key"), (chain, in) -> state(chain, in.text(0), in.text(1))),
                "chaintier_states",
                new RpcMethod(List.of("namespace"), (chain, in) -> states(chain, in.text(0))));
    }

    private Result nodes(ChainId chain) {
        NodeOverview overview = NodeOverview.read(reader, chain, clock.instant());
        return new Result(out -> NodeOverviewJson.write(out, overview), Optional.empty());
    }

    private Result state(ChainId chain, String namespace, String key) {
        Answer<StateEntry> entry = reader.state(chain, namespace, key);
        return new Result(
                out -> {
                    if (entry.value().isPresent()) {
                        write(out, entry.value().get());
                    } else {
                        out.writeNull();
                    }
                },
                entry.tier());
    }

    private Result states(ChainId chain, String namespace) throws RpcException {
        TieredReader.KnownStates known = reader.states(chain, namespace);
        if (known.entries().size() > MAX_ENTRIES) {
            throw RpcException.limitExceeded("namespace \"" + namespace + "\" has "
                    + known.entries().size() + " keys, more than the " + MAX_ENTRIES
                    + " that are listed at once: ask for each with chaintier_state");
        }
        return new Result(
                out -> {
                    out.writeStartObject();
                    out.writeBooleanField("complete", known.complete());
                    out.writeArrayFieldStart("entries");
                    for (StateEntry entry : known.entries()) {
                        write(out, entry);
                    }
                    out.writeEndArray();
                    out.writeEndObject();
                },
                Optional.empty());
    }

    /** A value that was removed is null. One that is JSON is shown as that, too. */
    private static void write(JsonGenerator out, StateEntry entry) throws IOException {
        out.writeStartObject();
        out.writeStringField("namespace", entry.namespace());
        out.writeStringField("key", entry.key());
        out.writeNumberField("version", entry.version());
        out.writeStringField("publisher", entry.publisher());
        out.writeStringField("emittedAt", entry.emittedAt().toString());
        if (entry.value().isEmpty()) {
            out.writeNullField("value");
        } else {
            Bytes value = entry.value().get();
            out.writeStringField("value", "0x" + HexFormat.of().formatHex(value.array()));
            Optional<JsonNode> json = asJson(value);
            if (json.isPresent()) {
                out.writeFieldName("json");
                out.writeTree(json.get());
            }
        }
        out.writeEndObject();
    }

    private static Optional<JsonNode> asJson(Bytes value) {
        try {
            return Optional.of(Json.MAPPER.readTree(value.array())).filter(JsonNode::isContainerNode);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
