package io.chaintier.sinkstatus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.sinkruntime.SinkStatus;
import java.util.Map;

/** What is shown, made of what is known. Immutable. */
final class Pages {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final String sink;

    Pages(String sink) {
        this.sink = sink;
    }

    /** The same as {@link #status}, as a table that renews itself. */
    Page home(SinkStatus status) {
        StringBuilder html = new StringBuilder();
        html.append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta http-equiv=\"refresh\" content=\"2\"><title>")
                .append(escape(sink))
                .append(" sink: ")
                .append(status.state())
                .append("</title><style>body{font:15px/1.5 system-ui,sans-serif;margin:2em}")
                .append("td,th{padding:.1em 1.5em .1em 0;text-align:left;vertical-align:top}</style></head><body><h1>")
                .append(escape(sink))
                .append(" sink: ")
                .append(status.state())
                .append("</h1><table>\n");
        rows(html, "", StatusJson.of(sink, status));
        html.append("</table><p><a href=\"/status\">JSON</a> <a href=\"/metrics\">metrics</a>")
                .append(" <a href=\"/health/ready\">ready?</a></p></body></html>\n");
        return new Page(OK, Page.HTML, html.toString());
    }

    Page status(SinkStatus status) {
        return new Page(OK, Page.JSON, StatusJson.of(sink, status) + "\n");
    }

    /** The process answers; its store, its file and Kafka are not its life: restarting it would not mend them. */
    Page live() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("status", "UP");
        json.putArray("checks");
        return new Page(OK, Page.JSON, json + "\n");
    }

    /** Spilling is work as intended; a sink that reads nothing is not ready. */
    Page ready(SinkStatus status) {
        boolean takes = switch (status.state()) {
            case UP, SPILLING, DRAINING -> true;
            case STOPPED, PAUSED, FAILED -> false;
        };
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("state", status.state().name());
        status.file().obstacle().ifPresent(obstacle -> data.put("obstacle", obstacle));
        return readiness(takes, data);
    }

    Page stopping() {
        return readiness(false, JsonNodeFactory.instance.objectNode().put("state", "STOPPING"));
    }

    /** @param why it is not known how the sink is */
    Page unknown(String why) {
        return readiness(false, JsonNodeFactory.instance.objectNode().put("error", why));
    }

    private static Page readiness(boolean up, ObjectNode data) {
        String word = up ? "UP" : "DOWN";
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("status", word);
        json.putArray("checks")
                .addObject()
                .put("name", "takes records")
                .put("status", word)
                .set("data", data);
        return new Page(up ? OK : UNAVAILABLE, Page.JSON, json + "\n");
    }

    private static void rows(StringBuilder html, String prefix, ObjectNode json) {
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (field.getValue() instanceof ObjectNode inner) {
                rows(html, prefix + field.getKey() + ": ", inner);
            } else {
                html.append("<tr><th>")
                        .append(escape(prefix + field.getKey()))
                        .append("</th><td>")
                        .append(field.getValue().isNull() ? "" : escape(shown(field.getValue())))
                        .append("</td></tr>\n");
            }
        }
    }

    private static String shown(JsonNode value) {
        return value.isIntegralNumber() ? String.format(java.util.Locale.ROOT, "%,d", value.asLong()) : value.asText();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
