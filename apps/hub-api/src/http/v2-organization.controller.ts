import { Body, Controller, Delete, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@hub/annotation-store';
import { Action, CurrentCaller, SuccessEnvelope } from '@hub/service-defaults';
import { OrganizationMembers } from '../accounts/organization-members.js';
import { AddMembers } from '../projects/add-members.js';
import { AddMembersBody, ChangeRolesBody, RemoveUsersBody } from './organization.requests.js';

@ApiTags('People (v2)')
@ApiSecurity('apikey')
@SuccessEnvelope()
@Controller('v2')
export class V2OrganizationController {
  constructor(
    private readonly members: OrganizationMembers,
    private readonly addMembers: AddMembers,
  ) {}

  @ApiOperation({ summary: 'Give people a role in a project (Leads)' })
  @Action('project/:id/assigned')
  async assign(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: AddMembersBody,
  ): Promise<unknown> {
    await this.addMembers.execute(caller, id, body.assignees, body.role);
    return { project: { _id: id, assignees: body.assignees, role: body.role } };
  }

  @ApiOperation({ summary: 'Members of the organization and their roles (owners and admins)' })
  @Get('organization/:id/users')
  async users(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<unknown> {
    const members = await this.members.list(caller, id);
    return {
      users: members.map((member) => ({
        _id: member.id,
        email: member.email,
        name: member.name,
        organizationRole: member.role,
        projectAssignments: member.projects,
      })),
      total: members.length,
    };
  }

  @ApiOperation({ summary: 'Change organization roles (owners and admins)' })
  @Action('organization/:id/users')
  async changeRoles(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: ChangeRolesBody,
  ): Promise<unknown> {
    const wishes = body.users.map(({ email, organizationRole }) => ({ email, role: organizationRole }));
    return { modified: await this.members.changeRoles(caller, id, wishes) };
  }

  @ApiOperation({ summary: 'Remove members; their keys stop working at once (owners and admins)' })
  @Delete('organization/:id/users')
  async removeUsers(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: RemoveUsersBody,
  ): Promise<unknown> {
    return { removed: await this.members.remove(caller, id, body.users) };
  }
}
