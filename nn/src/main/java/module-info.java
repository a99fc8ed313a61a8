/// The differentiable core; no dependency but, where the JVM offers it, the Vector API.
module covey.nn {
  requires static jdk.incubator.vector;
  requires static transitive org.jspecify;

  exports covey.nn;
}
