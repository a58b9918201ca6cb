package io.chaintier.diskstore;

import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Checks of settings that Kafka's own do not have. */
final class Validators {
    private Validators() {}

    /** @param expected in words, for messages and the reference */
    static ConfigDef.Validator matching(Pattern pattern, String expected) {
        return ConfigDef.LambdaValidator.with(
                (key, value) -> {
                    if (!pattern.matcher((String) value).matches()) {
                        throw new ConfigException(key, value, "expected " + expected);
                    }
                },
                () -> expected);
    }

    /** The same check, for a setting that may be absent. */
    static ConfigDef.Validator ifGiven(ConfigDef.Validator check) {
        return ConfigDef.LambdaValidator.with(
                (key, value) -> {
                    if (value != null) {
                        check.ensureValid(key, value);
                    }
                },
                check::toString);
    }
}
