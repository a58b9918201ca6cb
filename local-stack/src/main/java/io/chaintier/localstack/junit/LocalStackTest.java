package io.chaintier.localstack.junit;

import io.chaintier.localstack.ServerKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that uses the real servers all tests of the build share. Constructors and methods may take a
 * {@link io.chaintier.localstack.SharedStack}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LocalStackExtension.class)
public @interface LocalStackTest {
    /** Servers to start before the first test, all at once; any other starts when it is first asked for. */
    ServerKind[] value() default {};
}
