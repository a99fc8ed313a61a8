/// What is deployed: load a trained policy and act.
module covey.policy {
  requires transitive covey.core;
  requires transitive covey.nn;

  requires static transitive org.jspecify;

  exports covey.policy;
}
