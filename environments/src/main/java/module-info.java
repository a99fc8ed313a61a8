/// The built-in environments; they see only what an environment promises.
module covey.environments {
  requires transitive covey.core;

  requires static jdk.incubator.vector;
  requires static transitive org.jspecify;

  exports covey.environments;
}
