/**
 * Sessions: who calls AWS, where and how, and the one function through which every call goes.
 *
 * @module
 */
export {
  type Authentication,
  type AuthenticationStatus,
  checkAuthentication,
} from "./authentication.ts";
export {
  type AwsFilePaths,
  awsFilePaths,
  type AwsFiles,
  type AwsProfile,
  listAwsProfiles,
  namesCredentials,
  readAwsFiles,
} from "./aws_profile.ts";
export {
  type AnswerFacts,
  call,
  type CallOptions,
  type CommandOf,
  type InputOf,
  type MutationOptions,
  type OperationOf,
  type OutputOf,
  type Sdks,
} from "./call.ts";
export type { DeadlineClient, LogsClient, S3Client, ServiceClients, StsClient } from "./clients.ts";
export {
  CredentialGate,
  type CredentialGateOptions,
  type PauseOptions,
} from "./credential_gate.ts";
export { type CredentialsSource, credentialsSource } from "./credentials_source.ts";
export type { Credentials, CredentialsOptions, CredentialsProvider } from "./credentials.ts";
export type { Endpoints, ServiceName } from "./endpoints.ts";
export type { Environment } from "./environment.ts";
export { type ProblemKind, problemKind } from "./problem_kind.ts";
export type { Route } from "./connections.ts";
export { type FarmRole, roleSession } from "./role_session.ts";
export { createSession, defaultSession, Session, type SessionOptions } from "./session.ts";
export { signIn, signInCommand, type SignInOptions, signOut } from "./sign_in.ts";
export { SignInError } from "./sign_in_error.ts";
export type { Reconciliation, UnknownChange } from "./unknown_change.ts";
export type { Clock, Effect, RetryWait } from "../task/mod.ts";
