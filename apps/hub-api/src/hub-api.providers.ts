import { AcceptInvite } from './accounts/accept-invite.js';
import { DescribeCaller } from './accounts/describe-caller.js';
import { Invites } from './accounts/invites.js';
import { OrganizationMembers } from './accounts/organization-members.js';
import { RevokeApiKey } from './accounts/revoke-api-key.js';
import { SignIn } from './accounts/sign-in.js';
import { AddAssets } from './assets/add-assets.js';
import { AssignBatches } from './assets/assign-batches.js';
import { DeleteAssets } from './assets/delete-assets.js';
import { ListAssets } from './assets/list-assets.js';
import { ApiKeysController } from './http/api-keys.controller.js';
import { DocsController } from './http/docs.controller.js';
import { InvitesController } from './http/invites.controller.js';
import { LandingController } from './http/landing.controller.js';
import { ProjectsController } from './http/projects.controller.js';
import { SessionController } from './http/session.controller.js';
import { V2AssetsController } from './http/v2-assets.controller.js';
import { V2IssuesController } from './http/v2-issues.controller.js';
import { V2LabelsController } from './http/v2-labels.controller.js';
import { V2OrganizationController } from './http/v2-organization.controller.js';
import { V2ProjectsController } from './http/v2-projects.controller.js';
import { V2TasksController } from './http/v2-tasks.controller.js';
import { importControllers, importUseCases } from './import/import.providers.js';
import { ChangeIssue } from './issues/change-issue.js';
import { IssueAccess } from './issues/issue-access.js';
import { ListIssues } from './issues/list-issues.js';
import { RaiseIssue } from './issues/raise-issue.js';
import { AnnotateTask } from './labels/annotate-task.js';
import { ImportLabels } from './labels/import-labels.js';
import { AddMembers } from './projects/add-members.js';
import { ChangeProject } from './projects/change-project.js';
import { CreateProject } from './projects/create-project.js';
import { DeleteProject } from './projects/delete-project.js';
import { ListProjects } from './projects/list-projects.js';
import { ProjectAccess } from './projects/project-access.js';
import { SaveBatches } from './projects/save-batches.js';
import { ShowProject } from './projects/show-project.js';
import { AssignTasks } from './tasks/assign-tasks.js';
import { ListTasks } from './tasks/list-tasks.js';
import { PrioritiseTasks } from './tasks/prioritise-tasks.js';
import { RequeueTasks } from './tasks/requeue-tasks.js';
import { ReviewTask } from './tasks/review-task.js';
import { SelectedTasks } from './tasks/selected-tasks.js';
import { ShowTask } from './tasks/show-task.js';
import { TaskAccess } from './tasks/task-access.js';
import { TaskHistory } from './tasks/task-history.js';

export const controllers = [
  LandingController,
  DocsController,
  SessionController,
  ApiKeysController,
  InvitesController,
  ProjectsController,
  V2ProjectsController,
  V2AssetsController,
  V2TasksController,
  V2LabelsController,
  V2IssuesController,
  V2OrganizationController,
  ...importControllers,
];

const accounts = [SignIn, DescribeCaller, RevokeApiKey, OrganizationMembers, Invites, AcceptInvite];
const projects = [
  ProjectAccess,
  ListProjects,
  ShowProject,
  CreateProject,
  ChangeProject,
  DeleteProject,
  SaveBatches,
  AddMembers,
];
const assets = [AddAssets, ListAssets, DeleteAssets, AssignBatches];
const tasks = [
  TaskAccess,
  ListTasks,
  ShowTask,
  TaskHistory,
  AssignTasks,
  ReviewTask,
  RequeueTasks,
  PrioritiseTasks,
  SelectedTasks,
];
const labels = [ImportLabels, AnnotateTask];
const issues = [IssueAccess, ListIssues, RaiseIssue, ChangeIssue];

/** What the service can do, by verb. */
export const useCases = [...accounts, ...projects, ...assets, ...tasks, ...labels, ...issues, ...importUseCases];
