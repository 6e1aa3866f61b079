package dev.kizuki.stream.lifecycle;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Turns SIGTERM and Ctrl-C (SIGINT) into an interrupt of the main thread. The main thread stops
 * what it started and only then lets the JVM end.
 *
 * <p>A shutdown hook cannot do this. ONNX Runtime frees its native environment in a shutdown hook
 * of its own, and Java runs all hooks at once and without order. A session that is still in use
 * then crashes the JVM (https://github.com/microsoft/onnxruntime/issues/31352). So the sessions
 * must be closed before any hook runs. Only {@code sun.misc.Signal} (module jdk.unsupported)
 * delivers a signal before that; Java has no other API for it.
 *
 * <p>The class is reached by reflection, because javac warns of every direct use, and this project
 * treats warnings as errors. These ways to silence the warning were tried with {@code --release
 * 17}:
 *
 * <ul>
 *   <li>{@code @SuppressWarnings("sunapi")}, with and without {@code -XDenableSunApiLintControl}:
 *       the warning stays, with javac 17 and 25.
 *   <li>{@code -Xlint:-sunapi}: javac has no such category.
 *   <li>{@code -XDignore.symbol.file}: works with javac 17, but not with javac 25, which also
 *       builds this project.
 * </ul>
 */
public final class StopSignal {
  private static final String[] SIGNALS = {"TERM", "INT"};

  private volatile boolean received;

  private StopSignal() {}

  /**
   * Interrupts a thread at each signal from now on.
   *
   * @throws IllegalStateException if this Java lacks the module jdk.unsupported, or a signal is
   *     reserved by the JVM (option -Xrs)
   */
  public static StopSignal toInterrupt(Thread thread) {
    StopSignal stop = new StopSignal();
    InvocationHandler interrupt =
        (proxy, method, arguments) -> {
          if (method.getName().equals("handle")) {
            stop.received = true;
            thread.interrupt();
          }
          return null;
        };
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              StopSignal.class.getClassLoader(), new Class<?>[] {handler}, interrupt);
      for (String name : SIGNALS) {
        Object instance = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, instance, ours);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java cannot take signals (module jdk.unsupported)", e);
    }
    return stop;
  }

  /** Returns whether a signal came, so that an interrupt is a request to stop and not a failure. */
  public boolean received() {
    return received;
  }
}
