import type { Tx } from '../db/database.ts';
import { type Page, pageMeta } from '../http/paging.ts';
import { notFound, PressrunError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Sealer } from '../lib/seal.ts';
import { announceProject } from './announce.ts';
import { sealPassword } from './credentials.ts';
import type { RelayRules } from './host.ts';
import { NEW_PROJECT } from './new-project.ts';
import { MAX_PROJECTS, type Project, type ProjectInput } from './project.ts';
import { type HeldProject, holdProjectRow } from './relay-store.ts';
import { applyInput } from './settings.ts';
import {
  clearDefault,
  countProjects,
  deleteProjectRow,
  findProjectRow,
  findUser,
  hasWaitingEmail,
  insertProject,
  listProjectRows,
  lockProjectRow,
  lockProjects,
  updateProject,
} from './store.ts';

export type { HeldProject } from './relay-store.ts';

export type ProjectRules = RelayRules & { sealer: Sealer };

/** Makes a project. 400 for settings that don't go together, 409 beyond MAX_PROJECTS. */
export async function createProject(
  tx: Tx,
  tenantId: string,
  input: ProjectInput & { name: string },
  rules: ProjectRules,
): Promise<Project> {
  const before = { ...NEW_PROJECT, name: input.name, hasPassword: false };
  const { settings, password } = applyInput(before, input, rules);
  await lockProjects(tx, tenantId);
  if ((await countProjects(tx, tenantId)) >= MAX_PROJECTS) {
    const message = `There are ${MAX_PROJECTS} projects already, which is the most; delete one first`;
    throw new PressrunError('conflict', message);
  }
  const id = newId();
  if (settings.isDefault) await clearDefault(tx, tenantId, id);
  await insertProject(tx, tenantId, id, settings, sealed(rules, tenantId, id, password) ?? null);
  await announceProject(tx, tenantId, id);
  return getProject(tx, tenantId, id);
}

/** 404 when it isn't there. */
export async function getProject(tx: Tx, tenantId: string, id: string): Promise<Project> {
  return required(await findProjectRow(tx, tenantId, id));
}

export async function listProjects(tx: Tx, tenantId: string, page: Page) {
  const data = await listProjectRows(tx, tenantId, page);
  return { data, meta: pageMeta(page, await countProjects(tx, tenantId)) };
}

/**
 * Changes what is sent. Workers take a change over within a few seconds: what they have begun they finish
 * the old way, the rest goes the new one. 400 as for a new project, 404 when it isn't there.
 */
export async function changeProject(
  tx: Tx,
  tenantId: string,
  id: string,
  input: ProjectInput,
  rules: ProjectRules,
): Promise<Project> {
  if (input.isDefault !== undefined) await lockProjects(tx, tenantId);
  const before = required(await lockProjectRow(tx, tenantId, id));
  const { settings, password } = applyInput(before, input, rules);
  if (settings.isDefault) await clearDefault(tx, tenantId, id);
  await updateProject(tx, tenantId, id, settings, sealed(rules, tenantId, id, password));
  await announceProject(tx, tenantId, id);
  return getProject(tx, tenantId, id);
}

/** Deletes a project. 409 while a scheduled, running or paused campaign uses it, 404 when it is gone. */
export async function deleteProject(tx: Tx, tenantId: string, id: string) {
  const project = required(await lockProjectRow(tx, tenantId, id));
  const user = await findUser(tx, tenantId, project);
  if (user) {
    const what = `The ${user.status} campaign "${user.name}" (${user.id}) uses this project`;
    throw new PressrunError('conflict', `${what}; cancel it or wait until it has ended`);
  }
  if (await hasWaitingEmail(tx, tenantId, id)) {
    const what = 'An email that waits or is scheduled uses this project';
    throw new PressrunError('conflict', `${what}; cancel it or wait until it is sent`);
  }
  await deleteProjectRow(tx, tenantId, id);
  await announceProject(tx, tenantId, id);
  return { deleted: true, id };
}

/** Whether the tenant has this project. */
export async function hasProject(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  return (await findProjectRow(tx, tenantId, id)) !== undefined;
}

/**
 * The project by which a campaign's mail goes: the named one, else the tenant's default, else null (the
 * instance's relay and sender). It stays until the transaction ends. Undefined: the named one is gone.
 */
export async function holdProject(
  tx: Tx,
  tenantId: string,
  projectId: string | null,
): Promise<HeldProject | null | undefined> {
  const held = await holdProjectRow(tx, tenantId, projectId);
  return held ?? (projectId === null ? null : undefined);
}

function sealed(
  { sealer }: ProjectRules,
  tenantId: string,
  id: string,
  password: string | null | undefined,
): Buffer | null | undefined {
  return typeof password === 'string' ? sealPassword(sealer, tenantId, id, password) : password;
}

function required(project: Project | undefined): Project {
  if (!project) throw notFound('Project');
  return project;
}
